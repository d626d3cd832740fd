"""The engine over NATS JetStream: the queue stays here, what composes and renders are workers elsewhere."""
