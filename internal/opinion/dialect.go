package opinion

import (
	"encoding/json"
	"errors"
)

type object = map[string]any

// maxTokens is enough for the form.
const maxTokens = 300

var errForm = errors.New("the response does not have the form of the service")

// speak fills in how a provider is spoken to.
func (s *Settings) speak(p *provider) {
	model := s.model()
	switch s.Provider {
	case Anthropic:
		p.header["X-Api-Key"], p.header["Anthropic-Version"] = []string{s.Key}, []string{"2023-06-01"}
		p.body, p.text = func(q prompt) any { return anthropicBody(model, q) }, anthropicText
	case OpenAI:
		if s.Key != "" {
			p.header.Set("Authorization", "Bearer "+s.Key)
		}
		p.body, p.text = func(q prompt) any { return openAIBody(model, q) }, openAIText
	case Ollama:
		if s.Key != "" {
			p.header.Set("Authorization", "Bearer "+s.Key)
		}
		p.body, p.text = func(q prompt) any { return ollamaBody(model, q) }, ollamaText
	}
}

// toolName is the tool whose use is the answer.
const toolName = "judge"

func anthropicBody(model string, q prompt) any {
	return object{
		"model": model, "max_tokens": maxTokens, "temperature": 0, "system": q.system,
		"messages":    []object{{"role": "user", "content": q.user}},
		"tools":       []object{{"name": toolName, "description": "Files the judgement.", "input_schema": schema}},
		"tool_choice": object{"type": "tool", "name": toolName},
	}
}

// anthropicText returns the input of the one use of the tool. A model that wrote
// anything else wrote something that is no answer.
func anthropicText(body []byte) (string, error) {
	var res struct {
		Type    string
		Content []struct {
			Type, Name, Text string
			Input            json.RawMessage
		}
	}
	if json.Unmarshal(body, &res) != nil || res.Type != "message" {
		return "", errForm
	}
	uses, text := 0, ""
	for _, c := range res.Content {
		if c.Type == "tool_use" && c.Name == toolName {
			uses, text = uses+1, string(c.Input)
		}
	}
	if uses != 1 {
		return "", nil
	}
	return text, nil
}

func chat(q prompt) []object {
	return []object{{"role": "system", "content": q.system}, {"role": "user", "content": q.user}}
}

func openAIBody(model string, q prompt) any {
	return object{
		"model": model, "max_tokens": maxTokens, "temperature": 0, "messages": chat(q),
		"response_format": object{"type": "json_schema", "json_schema": object{"name": toolName, "strict": true, "schema": schema}},
	}
}

func openAIText(body []byte) (string, error) {
	var res struct {
		Choices []struct{ Message *struct{ Content *string } }
	}
	if json.Unmarshal(body, &res) != nil || len(res.Choices) == 0 || res.Choices[0].Message == nil {
		return "", errForm
	}
	if c := res.Choices[0].Message.Content; c != nil {
		return *c, nil
	}
	return "", nil // a refusal
}

func ollamaBody(model string, q prompt) any {
	return object{"model": model, "stream": false, "messages": chat(q), "format": schema, "options": object{"temperature": 0, "num_predict": maxTokens}}
}

func ollamaText(body []byte) (string, error) {
	var res struct{ Message *struct{ Content string } }
	if json.Unmarshal(body, &res) != nil || res.Message == nil {
		return "", errForm
	}
	return res.Message.Content, nil
}
