// The size budget of each package: its own code, bundled, minified and compressed. Comments cost nothing here.
const budgets = {
  protocol: '8.5 kB',
  timing: '3 kB',
  requests: '6 kB',
  contract: '6.5 kB',
  sockets: '12 kB',
  client: '5 kB',
  pool: '4 kB',
  broker: '26 kB',
  worker: '12 kB',
}

export default Object.entries(budgets).map(([folder, limit]) => ({
  name: `@errand/${folder}`,
  path: `packages/${folder}/dist/index.js`,
  limit,
  ignore: ['@errand/*', 'zeromq', 'msgpackr', 'msgpackr/pack'],
  modifyEsbuildConfig: (config) => ({ ...config, platform: 'node' }),
}))
