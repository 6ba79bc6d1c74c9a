import { describe, expect, it } from 'vitest'
import { parseInsert } from '../../../../local/aws/partiql/parse-insert.ts'

describe('parseInsert', () => {
  it.each([
    [`INSERT INTO "sims" VALUE {'iccid': ?}`, ['iccid']],
    [`insert into sims value {'iccid':?,'address':?}`, ['iccid', 'address']],
    [` INSERT  INTO\n"sims"\tVALUE{ 'iccid' : ? , 'a b' : ? } ; `, ['iccid', 'a b']],
  ])('reads %j', (statement, names) => {
    expect(parseInsert(statement)).toEqual({ table: 'sims', names })
  })

  it.each([
    '',
    `SELECT * FROM "sims" WHERE iccid = ?`,
    `DELETE FROM "sims" WHERE iccid = ?`,
    `INSERT INTO "sims" VALUE {}`,
    `INSERT INTO "sims" VALUE {'iccid': '8988280666000000001'}`,
    `INSERT INTO "sims" VALUE {"iccid": ?}`,
    `INSERT INTO "sims" VALUE {'iccid': ?,}`,
    `INSERT INTO "sims" VALUE {'iccid': ?} RETURNING ALL OLD *`,
    `INSERT INTO "sims" VALUE {'iccid': ?} INSERT INTO "other" VALUE {'iccid': ?}`,
    `INSERT INTO "sims"; DELETE FROM "other" VALUE {'iccid': ?}`,
    `INSERT INTO "sims" VALUE {'iccid': ?} ${' '.repeat(8192)}`,
    `INSERT INTO "arn:aws:dynamodb:eu-west-1:1:table/sims" VALUE {'iccid': ?}`,
  ])('does not know %j', (statement) => {
    expect(parseInsert(statement)).toBeUndefined()
  })
})
