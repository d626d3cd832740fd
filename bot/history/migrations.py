"""The database's tables, as numbered steps.

Append only: a released step is never changed. Each step runs in one transaction with the
`PRAGMA user_version` that records it, so a crash leaves either the old tables or the new ones.
"""

from __future__ import annotations

import aiosqlite

from generator.errors import LiltError

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # AUTOINCREMENT: users know a tune by its number, so the number of a deleted tune is not used again.
        """
        CREATE TABLE tunes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL,
            user_name TEXT NOT NULL,
            guild_id INTEGER,
            channel_id INTEGER NOT NULL,
            message_id INTEGER,
            created_at INTEGER NOT NULL,
            asked TEXT NOT NULL,
            tune TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX tunes_of_user ON tunes (user_id, id)",
        "CREATE INDEX tunes_of_guild ON tunes (guild_id, id)",
    ),
    (
        # Every tune has its own name: adding one searches the names that are taken.
        "ALTER TABLE tunes ADD COLUMN title TEXT AS (json_extract(tune, '$.title')) VIRTUAL",
        "CREATE INDEX tunes_by_title ON tunes (title)",
    ),
    (
        "ALTER TABLE tunes ADD COLUMN parent INTEGER REFERENCES tunes (id) ON DELETE SET NULL",
        "CREATE INDEX tunes_of_parent ON tunes (parent)",
        """
        CREATE TABLE favourites (
            user_id INTEGER NOT NULL,
            tune_id INTEGER NOT NULL REFERENCES tunes (id) ON DELETE CASCADE,
            saved_at INTEGER NOT NULL,
            PRIMARY KEY (user_id, tune_id)
        ) STRICT
        """,
        "CREATE INDEX favourites_of_tune ON favourites (tune_id)",
        "CREATE TABLE guild_settings (guild_id INTEGER PRIMARY KEY, settings TEXT NOT NULL) STRICT",
        "CREATE TABLE blocked (user_id INTEGER PRIMARY KEY, since INTEGER NOT NULL) STRICT",
    ),
    ("CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",),
    (
        # Orders: tunes that are not delivered yet. `entry_id`: the tune, once it is made.
        """
        CREATE TABLE jobs (
            id TEXT PRIMARY KEY,
            user_id INTEGER NOT NULL,
            user_name TEXT NOT NULL,
            guild_id INTEGER,
            channel_id INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            asked TEXT NOT NULL,
            tune TEXT,
            parent INTEGER,
            token TEXT NOT NULL,
            largest INTEGER NOT NULL,
            entry_id INTEGER REFERENCES tunes (id) ON DELETE CASCADE,
            tries INTEGER NOT NULL DEFAULT 0,
            posting INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """,
    ),
    (
        # Older layouts did not record that deleted words were still in the files: scrub once.
        "INSERT INTO facts (name, value) VALUES ('scrub', '1') ON CONFLICT DO NOTHING",
        # Few tunes are variations, and those are searched for words that are to be forgotten.
        "CREATE INDEX variations ON tunes (id) WHERE json_extract(tune, '$.request.source') IS NOT NULL",
    ),
    (
        # What a search looks at, apart from the tunes: 50 bytes of each instead of a thousand. Triggers keep
        # it up to date. SQLite's full-text index would keep deleted words in its segments.
        """
        CREATE TABLE search (
            id INTEGER PRIMARY KEY,
            user_id INTEGER NOT NULL,
            guild_id INTEGER,
            words TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE VIEW searchable AS SELECT
            id, user_id, guild_id,
            json_extract(tune, '$.title') || char(10) || coalesce(json_extract(tune, '$.request.type'), '')
                AS words
        FROM tunes
        """,
        "INSERT INTO search SELECT * FROM searchable",
        "CREATE INDEX search_of_user ON search (user_id, id, words)",
        "CREATE INDEX search_of_guild ON search (guild_id, id, words)",
        """
        CREATE TRIGGER search_insert AFTER INSERT ON tunes BEGIN
            INSERT INTO search SELECT * FROM searchable WHERE id = new.id;
        END
        """,
        """
        CREATE TRIGGER search_update AFTER UPDATE OF tune ON tunes BEGIN
            INSERT OR REPLACE INTO search SELECT * FROM searchable WHERE id = new.id;
        END
        """,
        "CREATE TRIGGER search_delete AFTER DELETE ON tunes BEGIN DELETE FROM search WHERE id = old.id; END",
    ),
    (
        # Texts with several tunes, of which the first was played: the others can be, as long as that one is
        # there. `heading` is all but the text.
        """
        CREATE TABLE books (
            tune_id INTEGER PRIMARY KEY REFERENCES tunes (id) ON DELETE CASCADE,
            user_id INTEGER NOT NULL,
            heading TEXT NOT NULL,
            text TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX books_of_user ON books (user_id, tune_id)",
        "ALTER TABLE jobs ADD COLUMN notes TEXT",
        "ALTER TABLE jobs ADD COLUMN book TEXT",
    ),
    (
        # The intervals of all tunes (generator/notation/intervals.py), with an index of runs of five notes.
        # The code adds tunes, triggers delete them. Until a scrub merges the index's segments, they keep runs
        # of notes of deleted tunes.
        """
        CREATE TABLE melodies (
            id INTEGER PRIMARY KEY,
            steps TEXT NOT NULL,
            rhythm BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE VIRTUAL TABLE phrases USING fts5 (
            steps, content = 'melodies', content_rowid = 'id',
            tokenize = 'trigram case_sensitive 1', detail = 'none', columnsize = 0
        )
        """,
        """
        CREATE TRIGGER phrases_insert AFTER INSERT ON melodies BEGIN
            INSERT INTO phrases (rowid, steps) VALUES (new.id, new.steps);
        END
        """,
        """
        CREATE TRIGGER phrases_delete AFTER DELETE ON melodies BEGIN
            INSERT INTO phrases (phrases, rowid, steps) VALUES ('delete', old.id, old.steps);
        END
        """,
        """
        CREATE TRIGGER melodies_delete AFTER DELETE ON tunes BEGIN
            DELETE FROM melodies WHERE id = old.id;
        END
        """,
        # Older tunes are added in the background: the value is the number of the last one that was.
        "INSERT INTO facts (name, value) SELECT 'unindexed', '0' WHERE EXISTS (SELECT 1 FROM tunes)",
    ),
    (
        # Whose words are in a tune or an order (bot/history/forgetting/words.py). Of older variations it is
        # known as long as their ancestors are there. For one whose parent is gone, a tune that was sent under
        # the same title is taken for its origin, else the variation itself.
        "ALTER TABLE tunes ADD COLUMN writer INTEGER",
        "ALTER TABLE tunes ADD COLUMN written_in INTEGER",
        "UPDATE tunes SET writer = user_id, written_in = id WHERE json_extract(tune, '$.model') = 'none'",
        "CREATE INDEX tunes_of_writer ON tunes (writer) WHERE writer IS NOT NULL",
        "CREATE INDEX tunes_written_in ON tunes (written_in) WHERE written_in IS NOT NULL",
        """
        WITH named AS MATERIALIZED (
            SELECT id, user_id, writer, parent, json_extract(tune, '$.request.source') AS source,
                CASE WHEN title GLOB '* No. [0-9]*' AND rtrim(title, '0123456789') LIKE '% No. '
                    THEN substr(title, 1, length(rtrim(title, '0123456789')) - 5) ELSE title END AS name
            FROM tunes
            WHERE writer IS NOT NULL OR json_extract(tune, '$.request.source') IS NOT NULL
        ),
        sent AS MATERIALIZED (
            SELECT name, max(id) AS id, user_id FROM named WHERE writer IS NOT NULL GROUP BY name
        )
        UPDATE tunes SET writer = coalesce(sent.user_id, named.user_id),
            written_in = coalesce(sent.id, named.id)
        FROM named LEFT JOIN sent ON sent.name = named.name AND sent.id < named.id
        WHERE tunes.id = named.id AND named.writer IS NULL AND named.parent IS NULL
        """,
        """
        WITH RECURSIVE held (id, writer, written_in) AS (
            SELECT id, writer, written_in FROM tunes WHERE writer IS NOT NULL
            UNION SELECT tunes.id, held.writer, held.written_in FROM tunes JOIN held ON parent = held.id
            WHERE tunes.writer IS NULL AND json_extract(tune, '$.request.source') IS NOT NULL
        )
        UPDATE tunes SET writer = held.writer, written_in = held.written_in FROM held
        WHERE tunes.id = held.id AND tunes.writer IS NULL
        """,
        "ALTER TABLE jobs ADD COLUMN writer INTEGER",
        "ALTER TABLE jobs ADD COLUMN written_in INTEGER",
        """
        UPDATE jobs SET (writer, written_in) = (SELECT writer, written_in FROM tunes WHERE id = jobs.parent)
        WHERE json_extract(asked, '$.source') IS NOT NULL
        """,
        """
        UPDATE jobs SET writer = user_id
        WHERE json_extract(asked, '$.source') IS NOT NULL AND parent NOT IN (SELECT id FROM tunes)
        """,
        "DROP INDEX variations",
    ),
    (
        # What a limit counts: a user's tunes of the last day, also the composed ones that were deleted since.
        "CREATE INDEX tunes_by_time ON tunes (user_id, created_at)",
        """
        CREATE TABLE deleted_tunes (
            user_id INTEGER NOT NULL,
            guild_id INTEGER,
            created_at INTEGER NOT NULL
        ) STRICT
        """,
    ),
    (
        # Scheduled posts. `next_at` is NULL for one that is off; `last_day` is the last local day that had
        # its order; `set_by` is the user who is told when it is turned off, NULL after /forget-me.
        """
        CREATE TABLE schedule (
            guild_id INTEGER NOT NULL,
            post TEXT NOT NULL,
            channel_id INTEGER NOT NULL,
            hour INTEGER NOT NULL,
            zone TEXT NOT NULL,
            types TEXT NOT NULL,
            set_by INTEGER,
            next_at INTEGER,
            last_day TEXT,
            off_because TEXT,
            PRIMARY KEY (guild_id, post)
        ) STRICT
        """,
        "CREATE INDEX schedule_next ON schedule (next_at)",
        "CREATE INDEX schedule_of_user ON schedule (set_by)",
        # Why an order is there that no interaction asked for.
        "ALTER TABLE jobs ADD COLUMN occasion TEXT",
    ),
    (
        # Challenges, and the tunes that answer them. `asked`: what an answer is asked for; `tune`: the
        # opening, to hear and see; `user_id` is NULL after /forget-me. When one ends is in `schedule` too.
        """
        CREATE TABLE challenges (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guild_id INTEGER NOT NULL,
            channel_id INTEGER NOT NULL,
            user_id INTEGER,
            asked TEXT NOT NULL,
            tune TEXT NOT NULL,
            ends_at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX challenges_of_guild ON challenges (guild_id, ends_at)",
        "CREATE INDEX challenges_of_user ON challenges (user_id)",
        """
        CREATE TABLE answers (
            tune_id INTEGER PRIMARY KEY REFERENCES tunes (id) ON DELETE CASCADE,
            challenge_id INTEGER NOT NULL REFERENCES challenges (id) ON DELETE CASCADE
        ) STRICT
        """,
        "CREATE INDEX answers_of_challenge ON answers (challenge_id)",
        "ALTER TABLE jobs ADD COLUMN challenge INTEGER",
    ),
    (
        # What a limit counts too; of older challenges it is not known.
        "ALTER TABLE challenges ADD COLUMN begun_at INTEGER",
    ),
)


class HistoryError(LiltError):
    """A database that cannot be opened, or that a newer Lilt wrote."""


async def migrate(db: aiosqlite.Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Bring a database up to date. Raises HistoryError if it is newer than this code."""
    version = await _version(db)
    if version > len(migrations):
        raise HistoryError(
            f"The history was written by a newer Lilt (layout {version}; this one knows up to "
            f"{len(migrations)}); please update Lilt."
        )
    for number, statements in enumerate(migrations[version:], start=version + 1):
        await _step(db, number, statements)


async def _step(db: aiosqlite.Connection, number: int, statements: tuple[str, ...]) -> None:
    try:
        await db.execute("BEGIN IMMEDIATE")
        if await _version(db) < number:  # else another process has done it
            for statement in statements:
                await db.execute(statement)
            await db.execute(f"PRAGMA user_version = {number}")
        await db.commit()
    except BaseException:
        await db.rollback()
        raise


async def _version(db: aiosqlite.Connection) -> int:
    async with db.execute("PRAGMA user_version") as rows:
        row = await rows.fetchone()
    return int(row[0]) if row else 0
