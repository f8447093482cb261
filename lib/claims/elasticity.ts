/**
 * Numbers of the slides about speed, scale and trying it out (C5, C6, C8, C10).
 *
 * @packageDocumentation
 */
import {
  demandShapes,
  demandTrace,
  measureJump,
  peakPolicy,
  predictivePolicy,
  provisionTotals,
  reactivePolicy,
  targetTrackingPolicy,
} from "../cloud";
import { seeded } from "../sim";
import type { Statement } from "./claim";

const slide = { source: "Why use the cloud?", date: "2018", tolerance: 0 } as const;

/** The statements of this part, in the lecture's order. */
export function elasticityStatements(): Statement[] {
  return [payAsYouGo(), expandQuickly()];
}

/** Four ordinary weeks: every policy that changes the number of instances, against capacity for the peak. */
function payAsYouGo(): Statement {
  const month = demandTrace(demandShapes.daily, { days: 28, random: seeded(1) });
  const peak = provisionTotals(month, peakPolicy());
  const elastic = [reactivePolicy(), targetTrackingPolicy(), predictivePolicy()].map((policy) =>
    provisionTotals(month, policy),
  );
  const isCheaper = elastic.every(({ costUsd }) => costUsd < peak.costUsd);
  const ratios = elastic.map(({ policy, costUsd }) => `${policy} ${((100 * costUsd) / peak.costUsd).toFixed(0)}%`);
  return {
    ...slide,
    id: "C5/pay-as-you-go",
    statement: "Pay-as-you go: cheaper than capacity for the peak",
    stated: "cheaper",
    computed: isCheaper ? "cheaper" : "not cheaper",
    note: `Cost against capacity for the peak, on a made-up month of days and nights: ${ratios.join(", ")}. What is ordered is paid for, idle or not.`,
  };
}

/** Demand jumps tenfold; instances boot in two minutes. */
function expandQuickly(): Statement {
  const { minutesUntilServed } = measureJump({ policy: targetTrackingPolicy(), bootSeconds: 120 });
  const own = measureJump({ policy: peakPolicy(), maxInstances: 10 });
  const isQuick = minutesUntilServed !== undefined && minutesUntilServed < 60 && own.minutesUntilServed === undefined;
  return {
    ...slide,
    id: "C5/expand-quickly",
    statement: "Expand quickly on demand: tenfold within minutes, where owned servers never follow",
    stated: "within minutes",
    computed: isQuick ? "within minutes" : "not within minutes",
    note: `${minutesUntilServed ?? "No"} minutes with a boot of two minutes, looking once a minute and 60% busy. Slower instances take longer, minute by minute.`,
  };
}
