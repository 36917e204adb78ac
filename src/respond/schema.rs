//! The JSON Schema of a response.

use serde_json::{Value, json};

/// The JSON Schema of a response file, whatever the model. What a model's questions take is checked when it is read.
pub fn schema() -> Value {
    let one = json!({ "type": "string", "description": "the name of an option, `na`, or free text" });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A response to a mognad model",
        "type": "object",
        "required": ["model"],
        "additionalProperties": false,
        "properties": {
            "$schema": { "type": "string" },
            "model": { "type": "string", "description": "the name of the model that it answers" },
            "version": { "type": "string", "description": "the version of the model that it answers" },
            "role": {
                "type": ["string", "null"],
                "description": "the role of the respondent; required in a model with roles"
            },
            "answers": { "$ref": "#/$defs/answers" },
            "metadata": {
                "type": ["object", "null"],
                "description": "whatever else is worth keeping"
            }
        },
        "$defs": {
            "answers": {
                "type": "object",
                "description": "an answer a question, by its name; an area's questions can stand in a table of their own",
                "additionalProperties": {
                    "anyOf": [
                        one,
                        { "type": "number", "description": "a number, exactly as written" },
                        {
                            "type": "array",
                            "description": "any number of options",
                            "items": { "type": ["string", "number"] },
                            "uniqueItems": true
                        },
                        { "type": "null", "description": "unanswered" },
                        { "$ref": "#/$defs/answers" }
                    ]
                }
            }
        }
    })
}
