"""The figures of the benchmark as text for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.bench.capacity import CORES
from generator.bench.stages import CHAIN

Figures = Mapping[str, Any]


def table(figures: Figures) -> str:
    """All figures of `python -m generator bench`, one table below the other."""
    lines = _composing(figures)
    if "stages" in figures:
        lines += _rest(figures)
    return "\n".join(lines)


def _composing(figures: Figures) -> list[str]:
    """The network, the grammar and composing: what does not depend on sound and scores."""
    training, composing = figures["training"], figures["composing"]
    same = "the same" if composing["same_alone"] else "ANOTHER TUNE"
    return [
        figures["machine"], "",
        f"{'weights':8} {'path':10} {'batch':>5} {'chars/s':>9} {'ratio':>6}",
        *(f"{row['weights']:8} {row['path']:10} {row['batch']:5} {row['chars_per_s']:9.0f} "
          f"{row['ratio_to_lab_loop']:6.1f}" for row in figures["sampling"]), "",
        *_limits(figures["limits"]),
        f"grammar    {figures['grammar_cost']:.0%} of a character's time, 32 rows at once",
        f"training   {training['chars_per_s']:.0f} characters/s, "
        f"{training['ratio_to_lab_loop']:.1f} times the lab's loop with the same model",
        f"composing  {composing['tunes_per_s']:.1f} tunes/s, {composing['at_once']} at once, "
        f"nothing rendered; alone a seed gives {same}",
    ]  # fmt: skip


def _rest(figures: Figures) -> list[str]:
    timings = figures["stages"]
    return [
        "",
        f"{'stage':10} median seconds, one tune at a time",
        *(f"{name:10} {seconds:.3f}" for name, seconds in timings.items() if not name.startswith("ratio")),
        f"{timings['ratio_to_longer_branch']:.2f} times composing and the longer of sound and score",
        f"{timings['ratio_to_one_voice']:.2f} times one voice played plainly, for the same seconds of music",
        _chain(timings), "",
        f"ready after {figures['ready_s']:.1f} s",
        "",
        f"{'at once':>7} {'requests':>8} {'refused':>7} {'tunes/s':>7} {'wait p50':>8} {'p95':>6} "
        f"{'all p50':>7} {'p95':>6} {'MB':>5} {'loop lag p99':>12}",
        *map(_load_row, figures["engine"]),
        *_rendering(figures["engine"]),
        *_remote(figures),
        *_capacity(figures),
    ]  # fmt: skip


def _limits(limits: Mapping[str, float]) -> list[str]:
    if not limits:
        return []
    memory, operations = limits["memory_bytes_per_s"] / 1e9, limits["operations_per_s"] / 1e9
    return [
        f"limits     {limits['share_of_memory']:.0%} of the memory's {memory:.1f} GB/s at batch 1,",
        f"           {limits['share_of_operations']:.0%} of the kernel's {operations:.0f} G operations/s "
        "at the largest batch",
    ]


def _rendering(rows: Sequence[Mapping[str, float]]) -> list[str]:
    """How much of the speed of rendering alone is left while the engine composes too."""
    return [
        f"{row['at_once']} at once: {row['tunes_per_s'] / row['render_alone_tunes_per_s']:.0%} of the "
        f"{row['render_alone_tunes_per_s']:.2f} tunes/s of rendering alone"
        for row in rows
        if "render_alone_tunes_per_s" in row
    ]


def _remote(figures: Figures) -> list[str]:
    """The same for the workers at a broker, and their speed beside the local engine's."""
    if "remote" not in figures:
        return []
    here, there = (max(figures[name], key=_crowding) for name in ("engine", "remote"))
    share = there["tunes_per_s"] / here["tunes_per_s"]
    return [
        "",
        "by the workers at the broker; the memory is this process's",
        *map(_load_row, figures["remote"]),
        f"{there['at_once']} at once: {share:.0%} of the local engine's tunes/s",
    ]


def _crowding(row: Mapping[str, float]) -> tuple[float, bool]:
    """For the row with most users at once."""
    return row["at_once"], "users" not in row


def _capacity(figures: Figures) -> list[str]:
    """What people would wait in the busiest hour; and the simulation beside what was measured."""
    measured = max(figures["engine"], key=_crowding)
    return [
        "",
        f"simulated: the busiest hour; workers of {CORES} cores",
        f"{'tunes a day':>11} {'workers':>7} {'wait p50':>8} {'p95':>7} {'refused':>7} {'busy':>5}",
        *(
            f"{row['tunes_a_day']:11,} {row['workers']:7} {row['p50_s']:7.1f}s {row['p95_s']:6.1f}s "
            f"{row['refused']:7.0%} {row['busy']:5.0%}"
            for row in figures["capacity"]
        ),
        f"with {measured['at_once']} at once the simulation makes {figures['simulated_tunes_per_s']:.2f} "
        f"tunes/s, the engine {measured['tunes_per_s']:.2f}",
    ]


def _chain(timings: Mapping[str, float]) -> str:
    if "lab_chain" not in timings:
        return f"the lab's chain was not measured: it takes {', '.join(CHAIN)}"
    return f"the lab's chain takes {timings['ratio_to_lab_chain']:.1f} times as long"


def _load_row(row: Mapping[str, float]) -> str:
    return (
        f"{row['at_once']:7} {row['requests']:8} {row['refused']:7} {row['tunes_per_s']:7.2f} "
        f"{row['waited_p50_s']:7.1f}s {row['waited_p95_s']:5.1f}s {row['p50_s']:6.1f}s {row['p95_s']:5.1f}s "
        f"{row['rss_mb']:5.0f} {row['loop_lag_ms_p99']:9.1f} ms"
    )
