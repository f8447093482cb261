/**
 * What the slides say about containers against virtual machines, and about both together (K7, K8).
 *
 * @packageDocumentation
 */
import * as containers from "../containers";
import { imageLayers, startupOverhead } from "../datasets";
import type { Statement } from "./claim";

const against = { source: "Container vs VMs", date: "2018", tolerance: 0 } as const;
const together = { source: "Containers + VMs", date: "2018", tolerance: 0 } as const;

/** The statements of this part, in the lecture's order. */
export function hostStatements(): Statement[] {
  return [...nineArguments(), combination(), ...dockerOnWindows()];
}

/** Twenty tenants with a web shop each, on a host of 16 cores and 64 GiB. */
function shop(): containers.ComparisonOptions {
  const nginx = imageLayers().filter(({ image, layerIndex }) => image === "nginx:1.23" && layerIndex < 2);
  const below = nginx.map(({ digestPrefix, compressedBytes }) => ({ digest: digestPrefix, bytes: compressedBytes }));
  const layers = [...below, { digest: "shop", bytes: 5e6 }];
  return {
    application: { name: "shop", system: "linux", layers, textMib: 12, dataMib: 24 },
    tenants: 20,
    host: { cores: 16, memoryMib: 65_536, costs: containers.publishedCosts(startupOverhead()) },
  };
}

function nineArguments(): Statement[] {
  const number = (value: number) => value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
  return containers.prosAndCons(shop()).map(({ argument, slideSays, measure, unit, measured, ...values }) => ({
    id: `K7/${argument
      .toLowerCase()
      .replace(/[^a-z]+/g, "-")
      .replace(/-$/, "")}`,
    ...against,
    statement: `Pros of ${slideSays}: ${argument}`,
    stated: slideSays,
    computed: measured,
    note: `${measure}: containers ${number(values.containers)}, full VMs ${number(values.vms)} ${unit}. Rests on assumptions named in the notebook.`,
  }));
}

function combination(): Statement {
  const { application, host: options } = shop();
  const host = new containers.Host(options);
  const started = host.start(containers.containerInVmWay, application);
  const way = started.type === "started" && started.instance.contained && started.instance.kernels.length === 2;
  return {
    id: "K8/combined",
    ...together,
    statement: "Containers can be combined with virtualization tools",
    stated: "a container on a guest's kernel",
    computed: way ? "a container on a guest's kernel" : "refused",
  };
}

function dockerOnWindows(): Statement[] {
  const engine = new containers.ContainerEngine({ host: { system: "windows", release: "10.0" }, hypervisor: true });
  const run = (name: string, system: containers.System) => engine.run({ name, system, program: containers.tellKernel });
  run("office", "windows");
  const vms = [run("shop", "linux"), run("mail", "linux")].filter((one) => one.type === "ran" && one.startedVm).length;
  const called = engine.calls.find(({ caller }) => caller === "office")?.kernel;
  return [
    {
      id: "K8/windows-containers",
      ...together,
      statement: "Docker on Windows lets you run windows containers using OS isolation tools",
      stated: "host's kernel",
      computed: called,
      note: "The kernel that answered the container's system calls.",
    },
    {
      id: "K8/linux-containers",
      ...together,
      statement: "Linux containers by starting a linux VM automatically for you and dividing it up into containers",
      stated: 1,
      computed: vms,
      unit: "VMs started for two containers",
    },
  ];
}
