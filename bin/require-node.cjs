// Runs before `npm start` and `npm test`. Written for any Node, so that one too old to run the rest says so in one line.
var wanted = [22, 18]
var found = process.versions.node.split('.').map(Number)
if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  console.error(
    'simpass: expected Node >= ' +
      wanted.join('.') +
      ' (npm ci puts Node 24 into node_modules/.bin), got ' +
      process.version +
      '; run npm ci without --ignore-scripts and start with npm start',
  )
  process.exit(1)
}
