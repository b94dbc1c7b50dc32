import type {paths} from '../../target/browser/openapi.d.ts';
import type english from '../main/resources/plugin-webapp/withdrawal-desk/app/messages-en.js';

/** A path of the API with anything in the place of its variables, and without the slash at its end. */
type Filled<P extends string> =
  P extends `${infer Before}{${string}}${infer After}` ? `${Before}${string}${Filled<After>}`
  : P extends `${infer Path}/` ? Path
  : P;
type Paths = {[P in keyof paths as Filled<P>]: paths[P]};
type Asked<A> = A extends `${infer Path}?${string}` ? Path : A;

type Operation<M extends string, A> = A extends unknown ? {
  [P in keyof Paths]: Asked<A> extends P ? Lowercase<M> extends keyof Paths[P] ? Paths[P][Lowercase<M>] : never : never
}[keyof Paths] : never;
type Json<A> = A extends {content: {'application/json': infer J}} ? J : never;
type Taken<O> = O extends {requestBody?: infer B} ? Partial<Json<NonNullable<B>>> : never;
type Good<O> = O extends {responses: infer R} ? Json<R[keyof R & (200 | 201 | 202)]> : never;

declare global {
  /** What the browser's code knows of the API, which is made from `docs/openapi.json`, and of Camunda's web apps. */
  namespace Desk {
    type Method = 'GET' | 'POST';

    /** An address of the API that takes this method, with or without a query. */
    type Address<M extends Method> = {
      [P in keyof Paths]: Lowercase<M> extends keyof Paths[P]
        ? Paths[P][Lowercase<M>] extends object ? P | `${P}?${string}` : never
        : never
    }[keyof Paths];

    /** What the API takes there; no field has to be given, and no other one may be. */
    type Body<M extends Method, A extends string> = Taken<Operation<M, A>>;

    /** What the API answers there when all is well. What may be null is not told by its description. */
    type Answer<M extends Method, A extends string> = Good<Operation<M, A>>;

    type Listed = Answer<'GET', '/api/admin/finance/list-withdrawals'>;
    type Item = Listed['results'][number];
    type Detail = Answer<'GET', '/api/admin/finance/withdrawal-detail'>;
    type Notice = Answer<'GET', '/api/admin/notifications'>['results'][number];
    type Attention = Answer<'GET', '/api/admin/operations/attention'>;
    /** A thing that needs attention. */
    type Wanting = Attention['kinds'][number]['items'][number];
    /** What operations can do about it; each has a message of its name and one for its help. */
    type Action = 'checkInvariants' | 'retry' | 'restart' | 'confirmRestart' | 'checkPayout' | 'resend';
    type Acting = Extract<Address<'POST'>, `/api/admin/operations/${string}`>;
    type Problem = {detail?: string, code?: string, errors?: {message: string}[]};

    /** The name of a message. One that is put together from a kind and a value is known only when it is used. */
    type Message = keyof typeof english | `${string}_${string}`;

    /** What Tasklist and Cockpit tell a plug-in. */
    type WebApp = {engineApi: string};

    /** Draws a part of the desk; what it returns is called when the part is left. */
    type Draw = (node: HTMLElement, given: any, scope: any, instead: () => void) =>
      void | null | undefined | (() => void) | Promise<void | null | undefined | (() => void)>;

    /** What the engine's own API says of a task, as far as the desk reads it. */
    type Task = {id: string, taskDefinitionKey?: string, processInstanceId?: string};
  }

  interface Window {
    jQuery?: any;
    Chart?: any;
  }
}
