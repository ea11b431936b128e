/** Lines for a series in one export, a few for the rest of a count aside. Percentiles are then no coarser than 0.8 % of the ranks. */
const MAX_SAMPLES = 256;

/**
 * How many observations each of a bounded number of samples stands for: as many equal powers of two as go into `count`, and
 * the binary digits of the rest, strewn evenly between them. They add up to exactly `count`, and because nearly all are
 * equal, a daemon that weighs each sample alike has the right percentiles too.
 */
export function sampleWeights(count: number): number[] {
  let weight = 1;
  while (Math.floor(count / weight) > MAX_SAMPLES) weight *= 2;
  const rest = binaryDigits(count % weight);
  const length = Math.floor(count / weight) + rest.length;
  const weights = Array.from({ length }, () => weight);
  rest.forEach((digit, i) => {
    weights[Math.floor(((i + 0.5) * length) / rest.length)] = digit;
  });
  return weights;
}

/**
 * Ends a line that stands for `weight` observations. A line with rate r counts as 1/r, and only for powers of two is that exact
 * in every daemon. Empty for 1.
 */
export function rateOf(weight: number): string {
  return weight === 1 ? '' : `|@${(1 / weight).toFixed(Math.log2(weight))}`;
}

/** The powers of two that a number is the sum of. */
function binaryDigits(number: number): number[] {
  const digits: number[] = [];
  let rest = number;
  for (let digit = 1; rest >= 1; digit *= 2) {
    if (rest % 2 === 1) digits.push(digit);
    rest = Math.floor(rest / 2);
  }
  return digits;
}
