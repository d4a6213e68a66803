// node ace.js CHROMIUM ACE_FOLDER < books        Ace by DAISY on many books in one Chromium; standard input names a book on each line.
// Prints "JUDGED " and {path, report} or {path, error} as JSON for each.
process.env.PUPPETEER_EXECUTABLE_PATH = process.argv[2];
const fs = require('fs'), os = require('os'), path = require('path');
const {createRequire} = require('module');
const within = createRequire(path.join(process.argv[3], 'package.json'));
const ace = within('@daisy/ace-core'), runner = within('@daisy/ace-axe-runner-puppeteer');

(async () => {
  const books = fs.readFileSync(0, 'utf8').split('\n').filter(Boolean);
  await runner.launch();
  const open = {...runner, launch: async () => {}, close: async () => {}};       // the browser stays open between books
  for (const book of books) {
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'ace-'));
    let said;
    try {
      const [, report] = await ace(book, {cwd: process.cwd(), outdir, silent: true, initLogger: true, jobid: ''}, open);
      said = {path: book, report};
    } catch (error) {
      said = {path: book, error: String((error && error.stack) || error)};
    }
    fs.rmSync(outdir, {recursive: true, force: true});
    process.stdout.write('JUDGED ' + JSON.stringify(said) + '\n');
  }
  await runner.close();
  process.exit(0);
})();
