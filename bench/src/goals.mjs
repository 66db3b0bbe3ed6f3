// Owns the goals of speed: how each is computed from a round, and what it must reach.

const rate = (round, id) => round[id]?.perSecond;

function quotient(above, below) {
  return (round) => {
    const [top, bottom] = [rate(round, above), rate(round, below)];
    return top === undefined || bottom === undefined ? undefined : top / bottom;
  };
}

function aboveCommit(id) {
  return (round) => {
    const [own, commit] = [round[id]?.p99Ms, round['driver/commit/1']?.p99Ms];
    return own === undefined || commit === undefined ? undefined : own - commit;
  };
}

const CLICK_50 = 'service/click/1p/50';
const SALE_50 = 'service/sale/1p/50';

/** In the order of the table. `isMost`: the value must stay below, not above. */
export const GOALS = [
  ['clicks ÷ bare route, 50 connections', quotient(CLICK_50, 'bare/click/1p/50'), 0.6],
  [
    'clicks ÷ bare route, 200 connections',
    quotient('service/click/1p/200', 'bare/click/1p/200'),
    0.7,
  ],
  ['clicks ÷ naive form, 50 connections', quotient(CLICK_50, 'naive/click/1p/50'), 4],
  ['p99 of a lone click above one commit, ms', aboveCommit('service/click/1p/1'), 2, true],
  ['one hot link ÷ ten links, 50 connections', quotient('service/click/hot/1p/50', CLICK_50), 0.9],
  ['stored clicks ÷ empty, 50 connections', quotient('service/click/stored/1p/50', CLICK_50), 0.9],
  ['sales ÷ bare route, 50 connections', quotient(SALE_50, 'bare/sale/1p/50'), 0.4],
  ['sales ÷ naive form, 50 connections', quotient(SALE_50, 'naive/sale/1p/50'), 4],
  ['p99 of a lone sale above one commit, ms', aboveCommit('service/sale/1p/1'), 5, true],
].map(([name, measure, goal, isMost = false]) => ({ name, measure, goal, isMost }));

/** What memory must stay below, and by how much it may grow over the second half. */
export const MEMORY_GOAL_MEGABYTES = 200;
export const MEMORY_GROWTH_GOAL = 1.1;

/** The middle of the values that are there. */
export function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Every goal with the median of its rounds; goals that this run did not measure are left out. */
export function judge(rounds, memory) {
  const judged = GOALS.flatMap(({ name, measure, goal, isMost }) => {
    const value = median(rounds.map(measure));
    if (value === undefined) return [];
    return [{ name, value, goal, isMost, isReached: isMost ? value <= goal : value >= goal }];
  });
  return memory ? [...judged, ...judgeMemory(memory)] : judged;
}

function judgeMemory({ clicks, halfMegabytes, endMegabytes }) {
  const growth = endMegabytes / halfMegabytes;
  return [
    {
      name: `resident memory after ${clicks} clicks, MB`,
      value: endMegabytes,
      goal: MEMORY_GOAL_MEGABYTES,
      isMost: true,
      isReached: endMegabytes < MEMORY_GOAL_MEGABYTES,
    },
    {
      name: 'the same ÷ after half of them',
      value: growth,
      goal: MEMORY_GROWTH_GOAL,
      isMost: true,
      isReached: growth <= MEMORY_GROWTH_GOAL,
    },
  ];
}
