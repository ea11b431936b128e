import { expect, it } from 'vitest';
import { ContainerCpu } from '../src/container-cpu.ts';

it('covers the time since the process started, then the time since the previous reading', () => {
  const clock = { now: 100, monotonicSeconds: () => clock.now };
  const cpu = new ContainerCpu(clock, 20);
  expect(cpu.usedPercent(5, 0.5)).toBe(50);
  clock.now = 110;
  expect(cpu.usedPercent(9, 0.5)).toBe(80);
});
