# Lilt in a container: the bot, its shipped model, its data in a volume.
#   docker build -t lilt .
#   docker run -e DISCORD_TOKEN=… -v lilt-data:/data lilt
FROM python:3.12-slim

# Where midirenderer has no wheel, fluidsynth plays the tunes.
RUN [ "$(uname -m)" = x86_64 ] || ( \
    apt-get update \
    && apt-get install --yes --no-install-recommends fluidsynth \
    && rm -rf /var/lib/apt/lists/* )

RUN useradd --create-home --uid 1000 lilt \
    && mkdir /data \
    && chown lilt:lilt /data

WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY generator ./generator
COPY trainer ./trainer
RUN pip install --no-cache-dir .

USER lilt
WORKDIR /home/lilt
ENV LILT_DATA=/data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-m", "bot", "health"]
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]
