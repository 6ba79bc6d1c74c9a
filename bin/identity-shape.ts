import { z } from 'zod'
import {
  MOST_PROXY_NETWORKS,
  proxyHeaderFault,
  proxyNetworkFault,
} from '../domain/trusted-proxies.ts'
import { exactly, oneOf, text } from './schemas.ts'

/** How the SIM behind a request is known. */
export const identity = exactly(
  {
    kind: oneOf(['source-address']),
    trustedProxyCidrs: z
      .array(text('an IPv4 or IPv6 network such as 10.0.0.0/24', proxyNetworkFault), {
        error: 'a list of networks',
      })
      .min(1, { error: 'at least one network' })
      .max(MOST_PROXY_NETWORKS, { error: `at most ${MOST_PROXY_NETWORKS} networks` })
      .optional(),
    proxyHeader: text('the name of a header such as x-real-ip', proxyHeaderFault)
      .toLowerCase()
      .optional(),
  },
  '{"kind":"source-address"}',
).refine((value) => (value.trustedProxyCidrs === undefined) === (value.proxyHeader === undefined), {
  error: 'trustedProxyCidrs and proxyHeader together or neither',
})
