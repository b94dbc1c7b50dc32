import js from '@eslint/js';
import globals from 'globals';

const APP = 'src/main/resources/plugin-webapp/withdrawal-desk/app/';

/** Rules that find faults, and few of how code looks: at most 120 characters in a line and 300 lines in a file. */
export default [
  js.configs.recommended,
  {
    linterOptions: {reportUnusedDisableDirectives: 'error'},
    languageOptions: {ecmaVersion: 2023, sourceType: 'module'},
    rules: {
      'array-callback-return': 'error',
      'block-scoped-var': 'error',
      curly: 'error',
      'default-case-last': 'error',
      'dot-notation': 'error',
      eqeqeq: ['error', 'always', {null: 'ignore'}],
      'max-len': ['error', {code: 120, ignorePattern: '^import '}],
      'max-lines': ['error', 300],
      'no-alert': 'error',
      'no-console': ['error', {allow: ['error']}],
      'no-duplicate-imports': 'error',
      'no-eval': 'error',
      'no-implicit-coercion': 'error',
      'no-implied-eval': 'error',
      'no-lonely-if': 'error',
      'no-new-func': 'error',
      'no-param-reassign': 'error',
      'no-promise-executor-return': 'error',
      'no-script-url': 'error',
      'no-self-compare': 'error',
      'no-shadow': 'error',
      'no-template-curly-in-string': 'error',
      'no-throw-literal': 'error',
      'no-unused-expressions': ['error', {allowShortCircuit: true}],
      'no-unused-vars': ['error', {args: 'after-used', ignoreRestSiblings: true}],
      'no-use-before-define': ['error', {functions: false, variables: false}],
      'no-useless-concat': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
      quotes: ['error', 'single', {avoidEscape: true}],
      'require-await': 'error',
      semi: 'error',
      'sort-imports': ['error', {ignoreDeclarationSort: true, ignoreCase: true}]
    }
  },
  {
    files: [`${APP}*.js`],
    languageOptions: {globals: globals.browser},
    rules: {
      // Text is never markup, from wherever it comes.
      'no-restricted-properties': ['error', ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'write'].map(
          property => ({property, message: 'Use element() and text nodes.'}))]
    }
  },
  {
    // One text in a line, however long it is.
    files: [`${APP}messages-*.js`],
    rules: {'max-len': 'off', 'max-lines': 'off'}
  },
  {files: ['src/browser/**'], languageOptions: {globals: {...globals.node, ...globals.browser}}}
];
