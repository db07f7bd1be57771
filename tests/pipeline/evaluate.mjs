// Evaluates expressions of GitHub Actions: a JSON object a line in, a JSON object a line out.
//
// In: {source, contexts: {name: value}, status: "success" | "failure", hashes: {patterns joined by a comma: digest}}
// Out: {value} or {error}
import { createInterface } from "node:readline";
import { Evaluator, Lexer, Parser, data } from "@actions/expressions";

function flag(name, answer) {
  return [name, { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) }];
}

function hashFiles(hashes) {
  const call = (...patterns) => {
    const key = patterns.map((each) => each.coerceString()).join(",");
    if (!(key in hashes)) throw new Error(`hashFiles(${key}) has not been prepared`);
    return new data.StringData(hashes[key]);
  };
  return ["hashfiles", { name: "hashFiles", minArgs: 1, maxArgs: 255, call }];
}

function functions({ status, hashes }) {
  return new Map([
    flag("always", true),
    flag("success", status === "success"),
    flag("failure", status === "failure"),
    flag("cancelled", false),
    hashFiles(hashes ?? {}),
  ]);
}

function evaluate(question) {
  const extensions = functions(question);
  const tokens = new Lexer(question.source).lex().tokens;
  const parsed = new Parser(tokens, Object.keys(question.contexts), [...extensions.values()]).parse();
  const contexts = JSON.parse(JSON.stringify(question.contexts), data.reviver);
  const found = new Evaluator(parsed, contexts, extensions).evaluate();
  return { value: JSON.parse(JSON.stringify(found, data.replacer)), text: found.coerceString() };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = evaluate(JSON.parse(line));
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
