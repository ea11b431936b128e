import fc from 'fast-check';

/** Every UTF-16 code unit may occur, half of a surrogate pair too; pieces that mean something somewhere occur often. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\\',
        '"',
        '\n',
        '{',
        '}',
        ',',
        '=',
        ' ',
        '#',
        '\ud800',
        '\udc00',
        '\ufffd',
        '\0',
        'é',
        '😀',
        ';',
      ),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''));

const metricName = fc.oneof(
  fc.constantFrom(
    'a',
    'a.b',
    'a_b',
    'a.b.total',
    'a.count',
    'a_bucket',
    'a.created',
    'total',
    'target.info',
    'target',
    'a.s',
  ),
  fc.stringMatching(/^[a-z][a-z0-9._/-]{0,6}$/),
  anyText,
);
const labelName = fc.oneof(
  fc.constantFrom(
    'a.b',
    'a_b',
    'a-b',
    'le',
    'exported_le',
    '__name__',
    '9x',
    'otel.metric.overflow',
    '__proto__',
    'constructor',
  ),
  anyText,
);
/** A call of the string API, as anybody might make it. */
export const anyRecord = fc.record({
  method: fc.constantFrom('recordCounter', 'setGauge', 'recordHistogram'),
  name: metricName,
  value: fc.oneof(fc.double(), fc.integer(), fc.constantFrom(2 ** 53, -0, 1e300, 5e-324)),
  labels: fc.dictionary(labelName, fc.oneof(anyText, fc.constantFrom('x', 1, true)), { maxKeys: 4 }),
} as const);
