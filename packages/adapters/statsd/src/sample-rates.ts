/**
 * Sample rates whose reciprocals add up to exactly `count`: the binary digits of it. A line with rate r counts as 1/r, and
 * only for powers of two is that exact in every daemon; 6 is `@0.25` and `@0.5`. Empty text stands for the rate 1.
 */
export function sampleRates(count: number): string[] {
  const rates: string[] = [];
  let rest = count;
  for (let digit = 0; rest >= 1; digit++) {
    if (rest % 2 === 1) rates.push(digit === 0 ? '' : `|@${(2 ** -digit).toFixed(digit)}`);
    rest = Math.floor(rest / 2);
  }
  return rates;
}
