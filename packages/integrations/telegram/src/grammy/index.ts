export { type GrammyOptions, instrumentGrammy } from './instrument-grammy.ts';
