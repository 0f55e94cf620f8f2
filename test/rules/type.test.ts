import t from 'tap';
import TypeBox from 'typebox';
import { Type } from '../../src/http/type.ts';

const schemas = (T: typeof Type) => [
  T.Object({}),
  T.Object({ a: T.String() }, { description: 'One.', additionalProperties: false }),
  T.Object({
    a: T.Optional(T.String({ maxLength: 3 })),
    b: T.Literal('x'),
    c: T.Optional(T.Object({ d: T.Integer() })),
  }),
  T.Object({ a: T.Optional(T.Boolean()), b: T.Optional(T.Unsafe<Date>({ $ref: 'Other#' })) }),
  T.Union([T.Null(), T.Literal(3, { description: 'Three.' })], { description: 'Either.' }),
  T.Array(T.Unknown(), { minItems: 1 }),
  T.Array(T.Optional(T.String())),
  T.Record(T.String(), T.Unknown({ description: 'Whatever.' }), { description: 'Open.' }),
  { ...T.Optional(T.Integer({ minimum: 0 })), type: ['integer', 'null'] },
];

t.test('a schema is the one that TypeBox builds, member by member', async (t) => {
  const [ours, theirs] = [schemas(Type), schemas(TypeBox)];
  for (const [nth, schema] of ours.entries()) t.equal(JSON.stringify(schema), JSON.stringify(theirs[nth]));
});
