import { Buffer } from 'node:buffer';

/** How esbuild keeps names (`keepNames`): those of classes, and of every function as often as it is made. */
const NAMED_CLASS = /static\{(\s*)__name\((\s*)this,/g;
const NAMING = new RegExp(
  '__name = ( target , value ) => __defProp ( target , "name" , { value , configurable : !0 } )'
    .split(' ')
    .map((token) => token.replace(/[(){}]/, String.raw`\$&`))
    .join(String.raw`\n?`),
  'g',
);
const NO_NAMING = '__name=(target)=>target';

/** As many lines and characters as before, so that source maps stay right. Long lines are broken anywhere. */
const unnamed = (naming) => NO_NAMING + naming.slice(NO_NAMING.length).replaceAll(/[^\n]/g, ' ');

/** Belongs at the head of each file: what names a class there. As long as `__name`, so that source maps stay right. */
export const NAME_AS =
  "const nameAs = (type, value) => Object.defineProperty(type, 'name', { value, configurable: true });";

/**
 * Keeps the names of classes, which a bundle may rename, and leaves functions the names that they have by themselves: esbuild
 * would define the name of each closure whenever it is made, many times in every request. Needs `keepNames`,
 * `minifyWhitespace`, `minifySyntax` and `write: false`.
 */
export const nameOnlyClasses = {
  name: 'name-only-classes',
  setup({ onEnd }) {
    onEnd(({ outputFiles = [] }) => {
      let definitions = 0;
      for (const file of outputFiles) {
        if (!file.path.endsWith('.js')) continue;
        const text = file.text.replaceAll(NAMED_CLASS, 'static{$1nameAs($2this,').replaceAll(NAMING, (naming) => {
          definitions++;
          return unnamed(naming);
        });
        file.contents = Buffer.from(text);
      }
      if (definitions !== 1) throw new Error(`esbuild names functions in another way: ${definitions} definitions.`);
    });
  },
};
