import { expect, it } from 'vitest';
import { SpareMemory } from '../src/spare-memory.ts';

const piecesOf = (memory: SpareMemory, count: number) => Array.from({ length: count }, () => memory.take());

it('gives a page the pieces of the one before it', () => {
  const memory = new SpareMemory();
  const first = piecesOf(memory, 2);
  memory.giveBack([...first]);
  const second = piecesOf(memory, 3);
  expect(new Set(second)).toEqual(new Set([...first, second[2]]));
});

it('keeps the pieces of one page, however many were read at the same time', () => {
  const memory = new SpareMemory();
  const pages = [piecesOf(memory, 2), piecesOf(memory, 3), piecesOf(memory, 2)];
  const all = new Set(pages.flat());
  for (const page of pages) memory.giveBack(page);
  const next = piecesOf(memory, 7);
  expect(next.filter((piece) => all.has(piece))).toHaveLength(3);
});
