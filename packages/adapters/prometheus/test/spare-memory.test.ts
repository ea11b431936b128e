import { expect, it } from 'vitest';
import { SpareMemory } from '../src/spare-memory.ts';

const piecesOf = (memory: SpareMemory, count: number) => Array.from({ length: count }, () => memory.take());

it('hands out what was given back', () => {
  const memory = new SpareMemory();
  const first = piecesOf(memory, 2);
  for (const piece of first) memory.giveBack(piece);
  const second = piecesOf(memory, 3);
  expect(new Set(second)).toEqual(new Set([...first, second[2]]));
});

it('keeps no more than scrapes need, however many pieces were in use at the same time', () => {
  const memory = new SpareMemory();
  const all = new Set(piecesOf(memory, 100));
  for (const piece of all) memory.giveBack(piece);
  expect(piecesOf(memory, 100).filter((piece) => all.has(piece))).toHaveLength(16);
});
