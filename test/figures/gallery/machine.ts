/** One of every figure of the machine, its rings and its guests. */
import * as figures from "../../../lib/figures";
import * as hypervisor from "../../../lib/hypervisor";
import * as machine from "../../../lib/machine";

export function machineGallery(): Readonly<Record<string, figures.Figure>> {
  const forms = ["CLI", "HLT", "SGDT", "ADD", "POPFD", "IN"].flatMap((name) =>
    machine.formsOfMnemonic(name).slice(0, 2),
  );
  const from = hypervisor.silentFailuresGuest();
  const runs = ([1, 3] as const).map((kernelRing) => {
    const guest = new hypervisor.TrapAndEmulate({ from, kernelRing });
    guest.run();
    return { name: `ring ${kernelRing}`, rows: hypervisor.readSilentFailures(guest.board.serial.output) };
  });
  const computer = new machine.Machine({ memoryBytes: 4 * 2 ** 20, disk: machine.teachingDisk() });
  machine.bootImage(computer, machine.teachingKernel());
  const guest = () => new hypervisor.TrapAndEmulate({ from });
  return {
    ringsFigure: figures.ringsFigure(hypervisor.byMnemonic(hypervisor.classify(forms))),
    silentFailuresFigure: figures.silentFailuresFigure(runs),
    exitsFigure: figures.exitsFigure(hypervisor.exitsOverTime(guest(), { points: 20 })),
    roadFigure: figures.roadFigure(hypervisor.systemCallRoad(computer)),
    trapRoadFigure: figures.roadFigure(hypervisor.trapRoad(guest(), "CLI")),
  };
}
