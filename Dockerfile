# Lilt in containers. All in one, with its shipped model and its data in a volume:
#   docker build -t lilt .
#   docker run --stop-timeout 30 -e DISCORD_TOKEN=… -v lilt-data:/data lilt
# The bot alone, and workers that compose for it through NATS (docs/compose.yaml):
#   docker build -t lilt-bot --target bot .
#   docker build -t lilt-worker --target worker .
# docs/operating.md has the rest: backups, health, metrics, workers.
# Without the playground: .dockerignore leaves bot/playground out, and pip installs no extra for it.
# Debian's and Python's part is as of the day of the build. To pin it, name a digest, as in
#   docker build --build-arg BASE=python:3.12-slim@sha256:… -t lilt .
ARG BASE=python:3.12-slim

FROM ${BASE} AS base
RUN useradd --create-home --uid 1000 lilt \
    && mkdir --mode 700 /data /models \
    && chown lilt:lilt /data /models
WORKDIR /app
COPY requirements ./requirements
COPY pyproject.toml README.md LICENSE ./

# The bot alone: LILT_ENGINE must name a NATS server.
FROM base AS bot
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --no-deps -r requirements/bot.txt
COPY bot ./bot
COPY generator ./generator
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
USER lilt
WORKDIR /home/lilt
ENV LILT_DATA=/data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-m", "bot", "health"]
# On SIGTERM Lilt finishes the running tunes, for up to 20 s. Docker kills after 10 s, hence --stop-timeout.
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]

# What composes and renders.
# The better sounds, which Lilt uses where it finds them (145 MB, MIT licence; docs/recording/sound.md).
# Fluidsynth replaces midirenderer on machines that midirenderer has no wheel for.
# A font for Chinese, Japanese and Korean titles and lyrics (5 MB, Apache licence).
FROM base AS composing
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fluid-soundfont-gm fonts-wqy-microhei \
        $([ "$(uname -m)" = x86_64 ] || echo fluidsynth) \
    && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --no-deps \
    -r requirements/compose.txt -r requirements/torch.txt

# A worker: docker run -e LILT_NATS_USER=… -e LILT_NATS_PASSWORD=… lilt-worker --engine nats://HOST:4222
# It copies promoted models into /models, which no two workers may share.
FROM composing AS worker
COPY generator ./generator
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
USER lilt
WORKDIR /home/lilt
VOLUME /models
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "generator", "worker", "--models", "/models"]

# All in one.
FROM composing AS lilt
COPY bot ./bot
COPY generator ./generator
COPY trainer ./trainer
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
USER lilt
WORKDIR /home/lilt
ENV LILT_DATA=/data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-m", "bot", "health"]
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]
