import { expect, it } from 'vitest';
import { writeLabels } from '../../src/formats/text/sample-line.ts';
import { TextWriter } from '../../src/formats/text/text-writer.ts';
import {
  avoidBoundLabel,
  type ExposedLabels,
  translateLabelName,
  translateLabels,
  translateUtf8LabelName,
} from '../../src/names/labels.ts';

function labelText(labels: ExposedLabels): string {
  const writer = new TextWriter(64);
  writeLabels(writer, labels);
  return Buffer.from(writer.written()).toString();
}

function textOf(labels: readonly (readonly [string, string])[], onHistogram: boolean): string {
  return labelText(translateLabels(labels, onHistogram ? avoidBoundLabel(translateLabelName) : translateLabelName));
}

it.each([
  ['http.route', 'http_route'],
  ['status_code', 'status_code'],
  ['a..b', 'a_b'],
  ['9lives', 'key_9lives'],
  ['_hidden', 'key_hidden'],
  ['__name__', 'key_name_'],
  ['__proto__', 'key_proto_'],
  ['größe', 'gr_e'],
  ['"', 'key_'],
])('translates the label name %s to %s', (name, exposed) => {
  expect(translateLabelName(name)).toBe(exposed);
});

it.each([
  ['http.route', 'http.route'],
  ['größe', 'größe'],
  ['_hidden', '_hidden'],
  ['__name__', 'key_name_'],
  ['a\ud800', 'a\ufffd'],
  ['größe\0', 'gr_e_'],
])('leaves the label name %s as %s where scrapers take UTF-8', (name, exposed) => {
  expect(translateUtf8LabelName(name)).toBe(exposed);
});

it('puts names into quotes that are not plain', () => {
  expect(
    labelText(
      translateLabels(
        [
          ['http.route', '/'],
          ['a "b"', 'c'],
        ],
        translateUtf8LabelName,
      ),
    ),
  ).toBe('"http.route"="/","a \\"b\\""="c"');
});

it('keeps le free for the bounds of a histogram, and only there', () => {
  expect(textOf([['le', '5']], true)).toBe('exported_le="5"');
  expect(textOf([['le', '5']], false)).toBe('le="5"');
});

it('joins the values of labels that become one, in the order of their names', () => {
  expect(
    textOf(
      [
        ['a_b', 'second'],
        ['c', 'x'],
        ['a.b', 'first'],
      ],
      false,
    ),
  ).toBe('a_b="first;second",c="x"');
});

it('escapes backslashes, quotes and newlines in values', () => {
  expect(textOf([['path', 'C:\\new "x"\nend']], false)).toBe('path="C:\\\\new \\"x\\"\\nend"');
});

it('replaces lone surrogates, which have no UTF-8, and leaves pairs alone', () => {
  expect(textOf([['a', 'x\ud800y😀']], false)).toBe('a="x\ufffdy😀"');
});
