// SurveyJS: expressions evaluated row by row, each with the results of those before it. The first line of standard input
// has the expressions and the rows; each further line is answered with the results of all rows.
//
//     NODE_PATH=… node surveyjs.cjs

const { createInterface } = require("node:readline");
const { ExpressionRunner } = require("survey-core");

let runners, rows;

createInterface({ input: process.stdin }).on("line", (line) => {
    if (!rows) {
        const given = JSON.parse(line);
        runners = given.expressions.map(([name, expression]) => [name, new ExpressionRunner(expression)]);
        rows = given.rows;
        console.log("ready");
    } else {
        console.log(JSON.stringify(rows.map(score)));
    }
});

function score(row) {
    const values = { ...row };
    for (const [name, runner] of runners) values[name] = runner.runValues(values);
    return values;
}
