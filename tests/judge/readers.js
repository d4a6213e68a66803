// node readers.js CHROMIUM MODULES_FOLDER < books      foliate-js and epub.js on many books in one headless Chromium;
// standard input names a book on each line.  Prints "JUDGED " and {path, engine, faults, text, …} as JSON for each book and engine.
// MODULES_FOLDER: the node_modules that hold puppeteer-core, foliate-js, epubjs and jszip.
const fs = require('fs'), http = require('http'), path = require('path');
const {createRequire} = require('module');
const [chromium, modules] = process.argv.slice(2);
const puppeteer = createRequire(path.join(modules, 'package.json'))('puppeteer-core');
const TYPES = {'.js': 'text/javascript', '.html': 'text/html', '.epub': 'application/epub+zip', '.css': 'text/css', '.json': 'application/json'};
let book = '';

const server = http.createServer((request, response) => {
  const name = path.posix.normalize(decodeURIComponent(new URL(request.url, 'http://here').pathname));
  const file = name === '/book.epub' ? book
    : name.startsWith('/node_modules/') ? path.join(modules, name.slice('/node_modules/'.length)) : path.join(__dirname, name);
  fs.readFile(file, (error, data) => {
    response.writeHead(error ? 404 : 200, {'Content-Type': TYPES[path.extname(file)] || 'application/octet-stream'});
    response.end(error ? '' : data);
  });
});

async function read(browser, engine) {
  const tab = await browser.newPage(), said = {path: book, engine, faults: [], text: []};
  tab.on('pageerror', error => said.faults.push(`the page broke: ${error.message}`));
  await tab.setRequestInterception(true);
  tab.on('request', request => {                                      // a book that asks for anything outside itself is at fault
    const url = request.url();
    if (/^https?:/.test(url) && new URL(url).hostname !== '127.0.0.1') {
      said.faults.push(`it asks for ${url}`);
      request.abort();
    } else request.continue();
  });
  try {
    await tab.goto(`http://127.0.0.1:${server.address().port}/${engine}.html`);
    await tab.waitForFunction('document.title == "done"', {timeout: 120000});
    const out = await tab.evaluate(() => window.__out);
    Object.assign(said, out, {faults: [...said.faults, ...out.faults]});
  } catch (error) {
    said.faults.push(`it did not finish: ${error.message}`);
  }
  await tab.close();
  return said;
}

server.listen(0, '127.0.0.1', async () => {
  const browser = await puppeteer.launch({executablePath: chromium, args: ['--no-sandbox', '--disable-setuid-sandbox'], headless: true});
  for (book of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean))
    for (const engine of ['foliate', 'epubjs']) process.stdout.write('JUDGED ' + JSON.stringify(await read(browser, engine)) + '\n');
  await browser.close();
  process.exit(0);
});
