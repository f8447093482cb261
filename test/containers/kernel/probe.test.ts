import test from "ava";
import {
  container,
  lectureResources,
  type NamespaceKind,
  namespaceKinds,
  plainProcess,
  probe,
  probeLists,
  probeSubsets,
  probeText,
  type Resource,
} from "../../../lib/containers";

test("two plain processes: the slide's list", (t) => {
  const lists = probeLists(probe(plainProcess, plainProcess), lectureResources);
  t.is(probeText(lists), "Isolated:\n- Memory\nShared:\n- File system\n- Network\n- Devices\n- OS Kernel\n");
});

test("two containers: the slide's list", (t) => {
  const lists = probeLists(probe(container, container), lectureResources);
  t.is(probeText(lists), "Isolated:\n- Memory\n- File system\n- Network\n- Devices\nShared:\n- OS Kernel\n");
});

test("beyond the slide: containers share users as well, as long as they have no user namespaces", (t) => {
  t.deepEqual(probeLists(probe(container, container)).shared, ["OS Kernel", "Users"]);
  const withUsers = { ...container, namespaces: [...namespaceKinds] };
  t.deepEqual(probeLists(probe(withUsers, withUsers)).shared, ["OS Kernel"]);
});

test("two virtual machines share nothing, not even the kernel", (t) => {
  t.deepEqual(probeLists(probe(plainProcess, plainProcess, "two kernels")).shared, []);
});

test("who is outside reaches processes inside; who is inside does not reach those outside", (t) => {
  const shared = (rows: ReturnType<typeof probe>) => probeLists(rows).shared;
  t.true(shared(probe(container, plainProcess)).includes("Processes"));
  t.false(shared(probe(plainProcess, container)).includes("Processes"));
});

const alone: [namespace: NamespaceKind, isolates: Resource[]][] = [
  ["mnt", ["File system"]],
  ["pid", ["Processes"]],
  ["net", ["Network"]],
  ["ipc", ["IPC"]],
  ["uts", ["Host name"]],
  ["cgroup", ["Control groups"]],
  ["user", ["Devices", "Processes", "Host name", "Users"]],
];
for (const [namespace, isolates] of alone)
  test(`a ${namespace} namespace alone isolates ${isolates.join(", ")} beside memory`, (t) => {
    t.deepEqual([...probeSubsets([[namespace]])[0]!.isolated].sort(), ["Memory", ...isolates].sort());
  });

const byNamespace: Partial<Record<NamespaceKind, Resource>> = {
  mnt: "File system",
  pid: "Processes",
  net: "Network",
  ipc: "IPC",
  uts: "Host name",
  cgroup: "Control groups",
};
for (const [left, resource] of Object.entries(byNamespace))
  test(`containers without a ${left} namespace of their own share: ${resource}`, (t) => {
    const namespaces = container.namespaces.filter((kind) => kind !== left);
    // With all of root's powers, so that the secret can be left.
    const isolation = { namespaces, devices: container.devices! };
    const { shared } = probeLists(probe(isolation, isolation));
    t.deepEqual([...shared].sort(), ["OS Kernel", "Users", resource].sort());
  });

test("a copy of the mounts alone isolates no files: the copies lead to the same ones", (t) => {
  const isolation = { namespaces: ["mnt"], root: "host" } as const;
  t.true(probeLists(probe(isolation, isolation)).shared.includes("File system"));
});

test("namespaces do not keep root from devices; the device list of its group does, and so does a user namespace", (t) => {
  const devices = (isolation: Parameters<typeof probe>[0]) =>
    probeLists(probe(isolation, isolation)).isolated.includes("Devices");
  t.false(devices({ namespaces: container.namespaces }));
  t.true(devices({ namespaces: container.namespaces, devices: container.devices! }));
  t.true(devices({ namespaces: container.namespaces, capabilities: [] }));
  t.true(devices({ namespaces: ["user"] }));
});

test("one namespace more never shares more, over all 128 subsets", (t) => {
  const rows = probeSubsets();
  t.is(rows.length, 128);
  for (const smaller of rows)
    for (const larger of rows)
      if (
        larger.namespaces.length === smaller.namespaces.length + 1 &&
        smaller.namespaces.every((kind) => larger.namespaces.includes(kind))
      )
        t.deepEqual(
          smaller.isolated.filter((resource) => !larger.isolated.includes(resource)),
          [],
          `${smaller.namespaces.join("+")} < ${larger.namespaces.join("+")}`,
        );
  t.true(rows.every(({ isolated }) => isolated.includes("Memory") && !isolated.includes("OS Kernel")));
});
