/** One thing to draw: what it is called, and what it follows. */
export interface LaneNode {
  readonly id: string;
  readonly parents: readonly string[];
}

/** A line of the drawing; the one with a node's star has the node. */
export interface LaneLine<N extends LaneNode> {
  readonly text: string;
  readonly node?: N;
}

/** Where the lines between two rows run: each from one lane to another. */
type Move = readonly [from: number, to: number];

/**
 * Draws a graph as lanes, a star and a line for each node, in ASCII: what follows stands above what it follows.
 *
 * @param nodes each before all that it follows; parents that are not among them are drawn as ends
 */
export function drawLanes<N extends LaneNode>(nodes: readonly N[]): readonly LaneLine<N>[] {
  const known = new Set(nodes.map(({ id }) => id));
  const lines: LaneLine<N>[] = [];
  /** The node that each lane leads down to. */
  let lanes: readonly string[] = [];
  for (const node of nodes) {
    const own = lanes.includes(node.id) ? lanes : [...lanes, node.id];
    const at = own.indexOf(node.id);
    lines.push({ text: own.map((_, lane) => (lane === at ? "*" : "|")).join(" "), node });
    const parents = node.parents.filter((id) => known.has(id));
    const next = lanesBelow(own, at, parents);
    for (const text of connect(movesOf(own, at, parents, next))) lines.push({ text });
    lanes = next;
  }
  return lines;
}

/** The lanes below a node: its own goes on to its first parent, and new ones begin beside it for the others. */
function lanesBelow(lanes: readonly string[], at: number, parents: readonly string[]): readonly string[] {
  const others = lanes.filter((_, lane) => lane !== at);
  const added = parents.filter((parent) => !others.includes(parent));
  return lanes.flatMap((id, lane) => (lane === at ? added : id));
}

function movesOf(
  lanes: readonly string[],
  at: number,
  parents: readonly string[],
  next: readonly string[],
): readonly Move[] {
  return lanes.flatMap((id, lane): readonly Move[] =>
    lane === at ? parents.map((parent): Move => [at, next.indexOf(parent)]) : [[lane, next.indexOf(id)]],
  );
}

/** The lines in which all moves come to their ends, each by at most one lane a line. */
function connect(moves: readonly Move[]): readonly string[] {
  const lines: string[] = [];
  let open = moves;
  while (open.some(([from, to]) => from !== to)) {
    const steps = open.map(stepOf);
    // Two that would meet in one place between their lanes: those to the left go first.
    const meets = open.some(
      ([from], i) => steps[i] === 1 && open.some(([other], k) => other === from + 1 && steps[k] === -1),
    );
    const taken = steps.map((step) => (meets && step === 1 ? 0 : step));
    const cells: string[] = [];
    open.forEach(([from], i) => {
      const step = taken[i]!;
      cells[2 * from + step] = step === 0 ? "|" : step === 1 ? "\\" : "/";
    });
    lines.push(Array.from(cells, (mark) => mark ?? " ").join(""));
    open = distinct(open.map(([from, to], i): Move => [from + taken[i]!, to]));
  }
  return lines;
}

/** The lane to which a move goes next, as a difference. */
function stepOf([from, to]: Move): -1 | 0 | 1 {
  return to === from ? 0 : to > from ? 1 : -1;
}

function distinct(moves: readonly Move[]): readonly Move[] {
  return [...new Map(moves.map((move) => [move.join(), move])).values()];
}
