import { UnreadableValue } from '@bot-metrics/core/options';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interpolate } from '../../src/config/sources/interpolate.ts';

/** `#` stands for a dollar sign, which linters take for a forgotten template. */
function template(text: string): string {
  return text.replaceAll('#', '$');
}

const env = { A: 'a', B: 'b', EMPTY: '', BRACES: template('}{#{A}') };

test.each([
  ['#{A}', 'a'],
  ['x#{A}y#{B}z', 'xaybz'],
  ['#{env:A}', 'a'],
  ['#{EMPTY:-d}', 'd'],
  ['#{EMPTY:-}', ''],
  ['#{NONE:-#{B}}', 'b'],
  ['#{NONE:-#{EMPTY:-#{A}}}', 'a'],
  ['#{A:-#{NONE}}', 'a'],
  ['#{NONE:-{"a":{"b":1}}}', '{"a":{"b":1}}'],
  ['#{A:-{"a":1}}', 'a'],
  ['#{NONE:-x##y}', 'x#y'],
  ['## ##{A} #1', '# #{A} #1'],
  ['#{BRACES}', '}{#{A}'],
  ['{a}}', '{a}}'],
])('%s becomes %s', (text, filled) => {
  expect(interpolate(template(text), env)).toBe(template(filled));
});

test.each([
  ['#{NONE}', 'environment variable NONE is not set; set it, or write #{NONE:-default}'],
  ['#{NONE:-#{OTHER}}', 'environment variable OTHER is not set'],
  ['#{}', 'must begin #{NAME}'],
  ['#{A', 'end with "}"'],
  ['#{A-b}', 'must begin #{NAME}'],
  ['#{NONE:-#{A}', 'end with "}"'],
])('%s is a problem', (text, problem) => {
  const filled = interpolate(template(text), env);
  expect(filled).toBeInstanceOf(UnreadableValue);
  expect((filled as UnreadableValue).text).toContain(template(problem));
});

test('the value of a variable is never read as a template, whatever it contains', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (text, value) => {
      const quoted = text.replaceAll('$', '$$$$');
      expect(interpolate(`${quoted}\${V}${quoted}`, { V: value })).toBe(text + value + text);
      expect(interpolate(`\${NONE:-\${V}}`, { V: value })).toBe(value);
    }),
  );
});
