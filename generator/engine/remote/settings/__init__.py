"""The settings of the broker: its address, and how it knows us. Checked before anything is sent."""
