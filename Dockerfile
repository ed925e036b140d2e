# ax-access for CI systems without Node, and for machines where nothing should be installed:
#
#   docker build -t ax-access .
#   docker run --rm -v "$PWD:/work" --user "$(id -u):$(id -g)" -e ARIZE_API_KEY ax-access plan

FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY . .
# Only what npm would publish.
RUN node scripts/run.mjs build \
  && npm pack --ignore-scripts --pack-destination /tmp \
  && mkdir /opt/ax-access \
  && tar -xzf /tmp/*.tgz -C /opt/ax-access --strip-components=1

FROM node:24-alpine
# git is needed for --base, and to tell whether journals are tracked. A CI system checks the folder out as another user,
# which git refuses by default; ax-access runs git so that a repository's settings and hooks start nothing.
RUN apk add --no-cache git \
  && git config --system --add safe.directory '*' \
  && ln -s /opt/ax-access/bin/ax-access.cjs /usr/local/bin/ax-access
COPY --from=build /opt/ax-access /opt/ax-access
USER node
WORKDIR /work
ENTRYPOINT ["ax-access"]
CMD ["--help"]
