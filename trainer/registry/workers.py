"""Tells the workers at a broker which model is in use, and gives it to those that do not have it."""

from __future__ import annotations

import argparse
import asyncio
import os

from nats.errors import Error as NatsError

from generator.cli.broker import broker, security_from
from generator.errors import LiltError
from generator.library.model_store import Damaged, ModelStore
from generator.model.folders import SHIPPED_MARK
from trainer.registry.models import Registry


class NotPublished(LiltError):
    """The model is in use here, but the workers do not get it; says why."""

    def __init__(self, model: str, reason: str) -> None:
        self.reason = reason.rstrip(".")
        super().__init__(
            f"{model} is in use here, but not by the workers: {self.reason}. Run the same command again."
        )


def publish(registry: Registry, url: str) -> None:
    """Give the workers the model in use. Raises NotPublished."""
    try:
        asyncio.run(_publish(registry, url))
    except (LiltError, Damaged) as error:
        raise NotPublished(registry.current.name, str(error)) from error
    except (NatsError, OSError, TimeoutError) as error:
        reason = f"the broker did not take it ({str(error) or type(error).__name__})"
        raise NotPublished(registry.current.name, reason) from error


async def _publish(registry: Registry, url: str) -> None:
    in_use = registry.history[0]
    async with broker(url, security_from(argparse.Namespace(), os.environ)) as connection:
        store = ModelStore(connection)
        is_shipped = in_use == SHIPPED_MARK
        await store.use(in_use if is_shipped else await store.publish(registry.folder / in_use))
