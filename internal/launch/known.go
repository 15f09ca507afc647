package launch

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Well-known MCP servers and what they are started with. The names are facts
// that everybody can look up; a name missing here is merely not protected from
// imitation. Nothing is said about whether the packages are any good.

// knownNPM are packages of the npm registry.
var knownNPM = strings.Fields(`
@modelcontextprotocol/server-filesystem @modelcontextprotocol/server-everything @modelcontextprotocol/server-memory
@modelcontextprotocol/server-sequential-thinking @modelcontextprotocol/server-github @modelcontextprotocol/server-gitlab
@modelcontextprotocol/server-google-maps @modelcontextprotocol/server-gdrive @modelcontextprotocol/server-slack
@modelcontextprotocol/server-postgres @modelcontextprotocol/server-puppeteer @modelcontextprotocol/server-brave-search
@modelcontextprotocol/server-redis @modelcontextprotocol/server-everart @modelcontextprotocol/server-aws-kb-retrieval
@modelcontextprotocol/server-pdf @modelcontextprotocol/inspector @modelcontextprotocol/sdk
@playwright/mcp @executeautomation/playwright-mcp-server @browsermcp/mcp @agent-infra/mcp-server-browser
@upstash/context7-mcp @upstash/mcp-server @sentry/mcp-server @notionhq/notion-mcp-server @supabase/mcp-server-supabase
@cloudflare/mcp-server-cloudflare @stripe/mcp @stripe/agent-toolkit @azure/mcp @azure-devops/mcp @microsoft/devbox-mcp
@microsoft/clarity-mcp-server @elastic/mcp-server-elasticsearch @mongodb-js/mongodb-mcp-server mongodb-mcp-server
@apify/actors-mcp-server @brightdata/mcp @tavily/mcp tavily-mcp firecrawl-mcp exa-mcp-server mcp-remote supergateway
@smithery/cli @wonderwhy-er/desktop-commander @hubspot/mcp-server @shopify/dev-mcp @figma/code-connect figma-developer-mcp
@framelink/figma-mcp @heroku/mcp-server @netlify/mcp @vercel/mcp-adapter mcp-handler @railway/mcp-server @neondatabase/mcp-server-neon
@prisma/mcp @planetscale/mcp @linear/mcp @paypal/mcp @twilio-alpha/mcp @auth0/auth0-mcp-server @okta/okta-mcp-server
@pinecone-database/mcp @chroma/mcp @qdrant/mcp-server-qdrant @browserbasehq/mcp-server-browserbase @browserbasehq/mcp
@kazuph/mcp-fetch @modelcontextprotocol/server-fetch chrome-devtools-mcp @angular/cli @nx-console/nx-mcp nx-mcp @storybook/mcp
@mui/mcp shadcn @sveltejs/mcp @eslint/mcp @gitkraken/cli @postman/postman-mcp-server @salesforce/mcp @circleci/mcp-server-circleci
@grafana/mcp-grafana @dynatrace-oss/dynatrace-mcp-server @snyk/mcp snyk @sonarsource/sonarqube-mcp-server @pulumi/mcp-server
@hashicorp/terraform-mcp-server @zilliz/mcp-server-milvus @clickhouse/mcp-clickhouse @motherduck/mcp-server @benborla29/mcp-server-mysql
@anthropic-ai/claude-code @anthropic-ai/mcpb @openai/codex @google/gemini-cli @github/copilot @sourcegraph/amp @letta-ai/letta-code
@21st-dev/magic task-master-ai @e2b/mcp-server @replicate/mcp replicate-mcp @elevenlabs/mcp @perplexity-ai/mcp-server
@mapbox/mcp-server @baidumap/mcp-server-baidu-map @amap/amap-maps-mcp-server @larksuiteoapi/lark-mcp @alipay/mcp-server-alipay
@antv/mcp-server-chart @dbhub/mcp @bytebase/dbhub puppeteer-mcp-server mcp-server-kubernetes @strowk/mcp-k8s mobile-mcp @mobilenext/mobile-mcp
xcodebuildmcp @cyanheads/git-mcp-server @zereight/mcp-gitlab @nightwatch/mcp airtable-mcp-server @discourse/mcp obsidian-mcp
mcp-obsidian @mseep/obsidian-mcp @delorenj/mcp-server-trello @atlassian/mcp @aashari/mcp-server-atlassian-jira @roychri/mcp-server-asana
@zapier/mcp @n8n/mcp n8n-mcp @composio/mcp @pipedream/mcp @mendable/firecrawl-js @growthbook/mcp @launchdarkly/mcp-server
@statsig/statsig-mcp @amplitude/mcp @mixpanel/mcp @postmarkapp/postmark-mcp @resend/mcp-server resend-mcp @sendgrid/mcp @mailgun/mcp-server
`)

// knownPyPI are packages of the Python package index.
var knownPyPI = strings.Fields(`
mcp mcp-server-fetch mcp-server-git mcp-server-time mcp-server-sqlite mcp-server-sentry mcp-server-qdrant mcp-server-docker
mcp-server-motherduck mcp-server-kubernetes mcp-server-bigquery mcp-server-snowflake mcp-server-github mcp-server-calculator
fastmcp mcp-proxy mcp-atlassian mcp-obsidian mcp-clickhouse mcp-neo4j-cypher mcp-neo4j-memory mcp-grafana chroma-mcp basic-memory
duckduckgo-mcp-server arxiv-mcp-server blender-mcp markitdown-mcp serena-agent semgrep-mcp postgres-mcp redis-mcp-server
elevenlabs-mcp minimax-mcp browser-use windows-mcp office-word-mcp-server office-powerpoint-mcp-server excel-mcp-server
awslabs-core-mcp-server awslabs-aws-documentation-mcp-server awslabs-aws-api-mcp-server awslabs-cdk-mcp-server
awslabs-cost-analysis-mcp-server awslabs-nova-canvas-mcp-server awslabs-terraform-mcp-server awslabs-aws-pricing-mcp-server
google-analytics-mcp mcp-google-sheets workspace-mcp youtube-transcript-mcp mcp-youtube-transcript wikipedia-mcp
llama-index openai anthropic langchain-mcp-adapters mcp-agent mcp-use pydantic-ai crewai meilisearch-mcp stripe-agent-toolkit
jupyter-mcp-server elasticsearch-mcp-server mysql-mcp-server mcp-server-mysql mcp-alchemy dbt-mcp mcp-run-python mcp-pandoc
zenml-mcp qdrant-client unstructured perplexity-mcp yfinance-mcp alpaca-mcp-server ida-pro-mcp ghidra-mcp unity-mcp godot-mcp
couchbase-mcp-server kagimcp logfire-mcp opik-mcp comet-mcp mcp-text-editor mcp-shell-server cli-mcp-server mcp-scan
`)

// knownOCI are images, as engines name them in full.
var knownOCI = strings.Fields(`
docker.io/mcp/time docker.io/mcp/fetch docker.io/mcp/git docker.io/mcp/filesystem docker.io/mcp/memory docker.io/mcp/sequentialthinking
docker.io/mcp/everything docker.io/mcp/github docker.io/mcp/github-mcp-server docker.io/mcp/gitlab docker.io/mcp/slack
docker.io/mcp/postgres docker.io/mcp/sqlite docker.io/mcp/puppeteer docker.io/mcp/playwright docker.io/mcp/brave-search
docker.io/mcp/google-maps docker.io/mcp/sentry docker.io/mcp/redis docker.io/mcp/duckduckgo docker.io/mcp/desktop-commander
docker.io/mcp/grafana docker.io/mcp/context7 docker.io/mcp/notion docker.io/mcp/stripe docker.io/mcp/elasticsearch
docker.io/mcp/mongodb docker.io/mcp/neo4j docker.io/mcp/kubernetes docker.io/mcp/aws-documentation docker.io/mcp/atlassian
docker.io/mcp/obsidian docker.io/mcp/wikipedia-mcp docker.io/mcp/youtube-transcript docker.io/mcp/firecrawl docker.io/mcp/tavily
docker.io/mcp/perplexity-ask docker.io/mcp/markitdown docker.io/mcp/hub docker.io/mcp/terraform docker.io/mcp/docker
ghcr.io/github/github-mcp-server ghcr.io/sooperset/mcp-atlassian mcr.microsoft.com/playwright/mcp docker.io/hashicorp/terraform-mcp-server
docker.io/grafana/mcp-grafana docker.io/elastic/mcp-server-elasticsearch docker.elastic.co/mcp/elasticsearch
docker.io/mongodb/mongodb-mcp-server docker.io/semgrep/mcp docker.io/zapier/mcp docker.io/metoro/metoro-mcp-server
ghcr.io/stacklok/toolhive docker.io/buildkite/mcp-server docker.io/signoz/signoz-mcp-server docker.io/sonarsource/sonarqube-mcp
docker.io/mcp/sonarqube ghcr.io/czlonkowski/n8n-mcp ghcr.io/modelcontextprotocol/servers quay.io/containers/kubernetes_mcp_server
`)

// known returns the names of a source.
func known(from Source) []string {
	switch from {
	case NPM:
		return knownNPM
	case PyPI:
		return knownPyPI
	case OCI:
		return knownOCI
	}
	return nil
}

// distinct are words that stand close to a word in the lists above and are
// names of their own: other products and ordinary words.
var distinct = lazy.Words(`motion stack black flask gist gitea times timer tile tide brace grave bravo shack snack lack fetcher sketch batch catch
match patch latch linea liner sentra century center gentry entry nation option potion caption stripes strip tripe memo memorize retis
reddit redit radis mango mongo postgrest progress puppet playwrite milvus miles canvas canva chrome chromium kroma vertex cortex
context contact content contest blend blended bender render lender teams steam stream team trello jello hello cello asana arena azure
assure elastic plastic drastic plaster docked rocket docket locker packer lighter github gitlab gitbook githug files filer five pulse
notice notable linked signal figment sigma stigma zigma enigma firewall firefox firecamp heroku heroes hero hubs tubes cubes tavern
exam exams next text test tests rest redox reds radix sheets sheet sheer excel excess word words world work works unit units unify
code codes coda codex coder core cores cors mail mails main maps map apps app api apis git hit bit kit fit lit sit pit get got net
sql sqlit slate plate graph grafana grafite docs doc docx dogs logs jobs mobs bobs mcpb mcps mcpx acp tcp ucp http https aws gcp
server servers serve service services serving tool tools agent agents client clients proxy bridge router gateway hub cli sdk kb k8s`)

// hosts are registries of images.
var hosts = strings.Fields(`docker.io ghcr.io mcr.microsoft.com quay.io gcr.io registry.gitlab.com public.ecr.aws registry.k8s.io docker.elastic.co`)

// Bad are packages that were found to be malicious, with the first bad version
// ("" for all). The list is short and grows with public reports; it is no
// substitute for a scanner of vulnerabilities.
var Bad = []struct {
	Source  Source
	Name    string
	From    string // first bad version; "" means all
	Why     string
	Instead string
}{
	{NPM, "postmark-mcp", "", "sent a hidden copy of every mail to its author (reported in September 2025)", "@postmarkapp/postmark-mcp or your own build"},
	{NPM, "@lanyer640/mcp-runcommand-server", "", "opens reverse shells (reported in October 2025)", "another server"},
}
