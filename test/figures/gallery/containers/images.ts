/** One of every figure of this part. */
import * as containers from "../../../../lib/containers";
import * as datasets from "../../../../lib/datasets";
import * as figures from "../../../../lib/figures";

const dockerfile = `FROM alpine
RUN apk add python3
WORKDIR /srv
COPY requirements.txt .
RUN cat requirements.txt > installed.txt
COPY app.py .
CMD ["python3", "app.py"]
`;

export function imagesGallery(): Readonly<Record<string, figures.Figure>> {
  const rows = datasets.imageLayers();
  const names = [...new Set(rows.map(({ image }) => image))];
  const pulled = containers.pullInTurn(containers.publishImages(rows), names);
  const store = new containers.BlobStore();
  const images = { alpine: containers.baseImage(store, "alpine") };
  const first = { edit: "first build", dockerfile, files: { "requirements.txt": "flask", "app.py": "print(1)" } };
  const runs = containers.buildAfterEdits(
    [
      first,
      { ...first, edit: "app.py", files: { ...first.files, "app.py": "print(2)" } },
      { ...first, edit: "requirements.txt", files: { ...first.files, "requirements.txt": "flask\nredis" } },
      { ...first, edit: "line 2", dockerfile: dockerfile.replace("python3", "python3 curl") },
    ],
    { store, images },
  );
  const { image } = containers.buildImage({ dockerfile, context: containers.contextOf(first.files), store, images });
  const python = pulled[0]!.layers.map(({ bytes }) => bytes);
  return {
    imageSizesFigure: figures.imageSizesFigure(pulled),
    pulledLayersFigure: figures.pulledLayersFigure(pulled),
    buildStepsFigure: figures.buildStepsFigure(runs),
    imageContentsFigure: figures.imageContentsFigure(containers.imageContents(store, image!)),
    pullTimesFigure: figures.pullTimesFigure(
      containers.pullTimes(python, { networkBytesPerSecond: 25e6, unpackBytesPerSecond: 40e6 }),
    ),
  };
}
