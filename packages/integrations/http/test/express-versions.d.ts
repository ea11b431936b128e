// Other versions of Express under names of their own, with the types of the current one.
declare module 'express-4' {
  export { default } from 'express';
}

declare module 'express-5-2' {
  export { default } from 'express';
}
