import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import { detectResource } from '../src/resource-detectors.ts';

const found = (attributes: Record<string, unknown>) => ({ detect: () => ({ attributes }) });

test('values and promises of values are taken, the later detector first', async () => {
  const diagnostics = new CollectedDiagnostics();
  const clock = new FakeClock();
  const detectors = [
    found({ 'host.name': 'box', 'host.id': Promise.resolve('1'), 'host.cores': 4 }),
    found({ 'host.id': '2', 'process.command_args': ['a', 'b'], 'cloud.region': undefined }),
    { detect: () => ({}) },
  ];
  expect(await detectResource(detectors, diagnostics, clock)).toEqual({
    'host.name': 'box',
    'host.id': '2',
    'host.cores': 4,
  });
  expect(diagnostics.events).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('what fails or hangs is left out and said, and the rest is there after 2 s', async () => {
  const diagnostics = new CollectedDiagnostics();
  const clock = new FakeClock();
  const hanging = new Promise(() => {});
  const detectors = [
    found({ 'cloud.region': hanging, 'host.name': 'box', 'cloud.account': Promise.reject(new Error('403')) }),
    {
      detect: () => {
        throw new Error('no /proc');
      },
    },
  ];
  const detecting = detectResource(detectors, diagnostics, clock);
  await clock.advance(2);
  expect(await detecting).toEqual({ 'host.name': 'box' });
  const remedy = 'name it in "resource", or leave its detector out';
  expect(diagnostics.events.map(({ message }) => message)).toEqual([
    `resource: what a detector knows is not detected: no /proc; ${remedy}`,
    `resource: cloud.region is not detected: no answer within 2 s; ${remedy}`,
    `resource: cloud.account is not detected: 403; ${remedy}`,
  ]);
});
