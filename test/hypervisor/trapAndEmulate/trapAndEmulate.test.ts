/** Trap and emulate keeps the contract, its shadows keep their law, and what it cannot see goes wrong. */
import test from "ava";
import * as hypervisor from "../../../lib/hypervisor";
import { Machine } from "../../../lib/machine";
import { breaches } from "../../../lib/memory";
import { guests, hypervisorContract } from "../../contracts/hypervisor";

/** Of how many exits one is looked at. */
const EXITS = process.env.CI === "true" ? 1 : 8;

for (const kernelRing of [1, 3] as const) {
  hypervisorContract(
    test,
    `kernel in ring ${kernelRing}`,
    (options) => new hypervisor.TrapAndEmulate({ ...options, kernelRing }),
  );

  test(`kernel in ring ${kernelRing}: the shadow is guest ∘ host when the guest exits`, (t) => {
    for (const title of ["the teaching kernel", "a guest that edits its page tables"]) {
      const { from, disk } = guests[title]!();
      const guest = new hypervisor.TrapAndEmulate({ from, kernelRing, ...(disk && { disk }) });
      let exits = 0;
      let wrong = 0;
      guest.onExit = () => {
        exits++;
        if (exits % EXITS !== 0) return;
        for (const shadow of guest.translation.shadows) wrong += breaches(shadow).length;
      };
      guest.run({ instructions: 9000 });
      t.true(exits > 50);
      t.is(wrong, 0, title);
    }
  });

  test(`kernel in ring ${kernelRing}: sensitive instructions that do not trap find the monitor's machine`, (t) => {
    const from = hypervisor.silentFailuresGuest();
    const alone = new Machine({ memoryBytes: from.memoryBytes });
    alone.restore(from);
    alone.run();
    const guest = new hypervisor.TrapAndEmulate({ from, kernelRing });
    t.is(guest.run().reason, "off");
    const [expected, seen] = [alone, guest].map(({ board }) => hypervisor.readSilentFailures(board.serial.output));
    t.is(expected!.length, 14);
    t.true(expected!.every(({ isRight }) => isRight));
    t.deepEqual(
      seen,
      expected!.map(({ attempt }) => ({ attempt, isRight: false })),
    );
    t.is(guest.board.screen.text().trimEnd(), guest.board.serial.output.trimEnd());
  });
}

test("exits are named by what the guest did", (t) => {
  const from = hypervisor.bareGuest("cli\nmov eax, cr0\nmov cr0, eax\nin al, 0x60\ninvlpg [0]\nhlt");
  const guest = new hypervisor.TrapAndEmulate({ from });
  const exits: [string, string | undefined][] = [];
  guest.onExit = ({ reason, mnemonic }) => void exits.push([reason, mnemonic]);
  t.is(guest.run().reason, "halted");
  const named = exits.filter(([, mnemonic]) => mnemonic !== undefined);
  t.deepEqual(named, [
    ["interruptFlag", "CLI"],
    ["controlRegister", "MOV"],
    ["controlRegister", "MOV"],
    ["io", "IN"],
    ["invalidate", "INVLPG"],
    ["halt", "HLT"],
  ]);
});
