import { expect, it } from 'vitest';
import { escapedDots, escapedValues } from '../src/escaping.ts';

/** A name, and what https://prometheus.io/docs/instrumenting/escaping_schemes makes of it as dots and as values. */
it.each([
  ['no:escaping_required', 'no:escaping__required', 'no:escaping_required'],
  [
    'mysystem.prod.west.cpu.load',
    'mysystem_dot_prod_dot_west_dot_cpu_dot_load',
    'U__mysystem_2e_prod_2e_west_2e_cpu_2e_load',
  ],
  ['http.status:sum', 'http_dot_status:sum', 'U__http_2e_status:sum'],
  ['label with 😱', 'label__with____', 'U__label_20_with_20__1f631_'],
  ['a.b_c', 'a_dot_b__c', 'U__a_2e_b__c'],
  ['0zero', '__zero', 'U___30_zero'],
])('escapes %s as %s and as %s', (name, dots, values) => {
  expect([escapedDots(name), escapedValues(name)]).toEqual([dots, values]);
});
