# Lilt in a container: the bot, its shipped model, its data in a volume.
#   docker build -t lilt .
#   docker run --stop-timeout 30 -e DISCORD_TOKEN=… -v lilt-data:/data lilt
# docs/operating.md has a compose.yaml, and backups, health and metrics.
# Without the playground: .dockerignore leaves bot/playground out, and pip installs no extra.
# Debian's and Python's part is as of the day of the build. To pin it, name a digest, as in
#   docker build --build-arg BASE=python:3.12-slim@sha256:… -t lilt .
ARG BASE=python:3.12-slim
FROM ${BASE}

# The better sounds, which Lilt uses where it finds them (145 MB, MIT licence; docs/recording/sound.md).
# Fluidsynth replaces midirenderer on machines that midirenderer has no wheel for.
# A font for Chinese, Japanese and Korean titles and lyrics (5 MB, Apache licence).
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fluid-soundfont-gm fonts-wqy-microhei \
        $([ "$(uname -m)" = x86_64 ] || echo fluidsynth) \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --create-home --uid 1000 lilt \
    && mkdir --mode 700 /data \
    && chown lilt:lilt /data

WORKDIR /app
COPY requirements ./requirements
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --no-deps \
    -r requirements/bot.txt -r requirements/torch.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY generator ./generator
COPY trainer ./trainer
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

USER lilt
WORKDIR /home/lilt
ENV LILT_DATA=/data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-m", "bot", "health"]
# On SIGTERM Lilt finishes the running tunes, for up to 20 s. Docker kills after 10 s, hence --stop-timeout.
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]
