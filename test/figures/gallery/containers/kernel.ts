/** One of every figure of this part. */
import * as containers from "../../../../lib/containers";
import * as figures from "../../../../lib/figures";

const { plainProcess, container } = containers;

/** Two containers on a bridge, with servers in them. */
function bridged(): containers.Kernel {
  const kernel = new containers.Kernel({ hostname: "host" });
  kernel.start(function* (sys) {
    yield* sys.netlink({ type: "newBridge", name: "br0" });
    yield* sys.netlink({ type: "newAddress", name: "br0", address: "10.0.0.1/24" });
    yield* sys.netlink({ type: "setUp", name: "br0" });
    return 0;
  });
  kernel.run();
  for (const [at, name] of ["web", "shop"].entries())
    containers.runContainer(kernel, {
      name,
      root: containers.emptyTree(),
      network: { bridge: "br0", address: `10.0.0.${at + 2}/24` },
      command: function* (sys) {
        const socket = containers.valueOf(yield* sys.socket("AF_INET", "SOCK_STREAM"), "socket");
        yield* sys.bind(socket, { address: "0.0.0.0", port: 80 });
        yield* sys.listen(socket);
        yield* sys.clone(wait, [], ["worker"]);
        return yield* wait(sys, []);
      },
    });
  kernel.run();
  return kernel;
}

const wait: containers.Program = function* (sys) {
  yield* sys.pause();
  return 0;
};

export function kernelGallery(): Readonly<Record<string, figures.Figure>> {
  const kernel = bridged();
  const images = [
    containers.applicationImage({ name: "old distribution", oldestKernel: "2.6.9" }),
    containers.applicationImage({ name: "new distribution", oldestKernel: "3.2", systemCalls: ["getrandom"] }),
    containers.applicationImage({ name: "Windows", system: "windows" }),
  ];
  const kernels = ["2.6.18", "3.5", "4.13", "6.1"].map((release) => ({ release }));
  return {
    probeFigure: figures.probeFigure([
      { name: "two processes", rows: containers.probe(plainProcess, plainProcess) },
      { name: "two containers", rows: containers.probe(container, container) },
      { name: "two virtual machines", rows: containers.probe(plainProcess, plainProcess, "two kernels") },
    ]),
    processTreeFigure: figures.processTreeFigure(containers.processRows(kernel)),
    networksFigure: figures.networksFigure(containers.networkRows(kernel)),
    compatibilityFigure: figures.compatibilityFigure(containers.runOnKernels(images, kernels)),
  };
}
