import { describe, expect, it } from 'vitest'
import { syncSettings } from '../../../lambdas/inventory-sync/settings.ts'

const common = {
  SIMS_TABLE: 'sims',
  SIM_ADDRESSES_TABLE: 'addresses',
  INVENTORY_RUNS_TABLE: 'runs',
  DEPLOYMENT: 'simpass-test-identity',
  MAX_SHRINK_SHARE: '0.1',
}
const oneNce = {
  ...common,
  INVENTORY_KIND: '1nce',
  INVENTORY_URL: 'https://api.1nce.com/management-api/',
  INVENTORY_CREDENTIALS_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:1nce',
  ICCID_FORM: 'iccid',
}
const s3Csv = { ...common, INVENTORY_KIND: 's3-csv', INVENTORY_BUCKET: 'b', INVENTORY_KEY: 'k' }

describe('syncSettings', () => {
  it('reads those of the 1NCE API', () => {
    expect(syncSettings(oneNce)).toEqual({
      simsTable: 'sims',
      simAddressesTable: 'addresses',
      runsTable: 'runs',
      deployment: 'simpass-test-identity',
      maxShrinkShare: 0.1,
      maxSims: 262_144,
      source: {
        kind: '1nce',
        url: 'https://api.1nce.com/management-api',
        credentialsSecretArn: oneNce.INVENTORY_CREDENTIALS_SECRET_ARN,
        iccidForm: 'iccid',
      },
    })
  })

  it('takes no more SIMs than its memory holds', () => {
    const settings = syncSettings({ ...oneNce, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '3072' })

    expect(settings.maxSims).toBe(961_194)
  })

  it('reads those of a file in S3', () => {
    expect(syncSettings(s3Csv).source).toEqual({ kind: 's3-csv', bucket: 'b', key: 'k' })
  })

  it.each(['http://127.0.0.1:8080/management-api', 'http://localhost:1', 'http://[::1]:1'])(
    'lets credentials go to %s, which is this machine',
    (INVENTORY_URL) => {
      expect(syncSettings({ ...oneNce, INVENTORY_URL }).source).toMatchObject({
        url: INVENTORY_URL,
      })
    },
  )

  it('finds the data plane where all of AWS is, or at an endpoint of its own', () => {
    const everything = { ...s3Csv, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }
    const own = { AWS_ENDPOINT_URL_IOT_DATA_PLANE: 'http://127.0.0.1:8080' }

    expect(syncSettings(everything).dataPlaneUrl).toBe('http://127.0.0.1:4566')
    expect(syncSettings({ ...everything, ...own }).dataPlaneUrl).toBe('http://127.0.0.1:8080')
    expect(syncSettings({ ...s3Csv, ...own }).dataPlaneUrl).toBe('http://127.0.0.1:8080')
  })

  it.each([
    ['INVENTORY_URL', 'http://api.1nce.com/management-api'],
    ['INVENTORY_URL', 'http://127.0.0.1.example.com/'],
    ['INVENTORY_URL', 'https://user:hunter2@api.1nce.com/'],
    ['INVENTORY_URL', 'https://api.1nce.com/?page=1'],
    ['INVENTORY_URL', 'ftp://api.1nce.com/'],
    ['INVENTORY_URL', ''],
    ['ICCID_FORM', 'luhn'],
    ['MAX_SHRINK_SHARE', '1.1'],
    ['MAX_SHRINK_SHARE', '-0.1'],
    ['MAX_SHRINK_SHARE', 'ten'],
    ['MAX_SHRINK_SHARE', ''],
    ['MAX_SHRINK_SHARE', 'Infinity'],
    ['SIMS_TABLE', ''],
    ['DEPLOYMENT', undefined],
    ['INVENTORY_KIND', 'other'],
    ['INVENTORY_KIND', undefined],
  ])('refuses %s %j and names it', (name, value) => {
    const read = () => syncSettings({ ...oneNce, [name]: value })

    expect(read).toThrow(name)
    expect(read).not.toThrow('hunter2')
  })

  it('names all that is missing at once', () => {
    expect(() => syncSettings({ INVENTORY_KIND: 's3-csv' })).toThrow(
      /SIMS_TABLE.*INVENTORY_RUNS_TABLE.*INVENTORY_BUCKET/,
    )
  })
})
