import type { TextKey } from './index.ts';

/** The words of Spark and of the course (watermark, stream, batch, sink, trigger, join) stay as they are. */
export const textsPtBr: Record<TextKey, string> = {
  XPTO_SUMMARY: 'Processamento de streams ao estilo do Spark em um notebook, sem JVM.',
  XPTO_EXAMPLES: `Tudo de uma vez:                          npx xpto demo
Exercício 1, em um terminal:              npx xpto netcat -lk 3456
e em outro:                               npx xpto wordcount --mode complete
As opções e os exemplos de um comando:    npx xpto wordcount --help`,
  DEMO_EXAMPLES: `Tudo:        npx xpto demo
Em inglês:   npx xpto demo --lang en`,
  OPTION_DEMO_KEEP: 'deixa a RAW e a REF da demonstração nesta pasta',
  DEMO_SUMMARY: 'mostra tudo de uma vez: sem segundo terminal, sem rede',
  NETCAT_SUMMARY: 'serve linhas em uma porta TCP, como nc -lk',
  WORDCOUNT_SUMMARY: 'exercícios 1 a 3: conta as palavras de um stream',
  WINDOW_SUMMARY: 'exercício de janela: conta palavras por janela de tempo',
  RUN_SUMMARY: 'executa uma consulta sua, em JavaScript ou TypeScript',
  CHECKPOINT_SUMMARY: 'mostra o que um checkpoint contém, e o que um reinício faria',
  COMPACT_SUMMARY: 'junta os arquivos pequenos de uma pasta de saída',
  LAKE_SUMMARY: 'cuida de pastas de dados',
  STATE_SUMMARY: 'mostra o que uma consulta lembra',
  TWITTER_REPLAY_SUMMARY: 'o X (Twitter) nesta máquina: a API v2 dele, com posts inventados ou os seus',
  INGEST_TWITTER_SUMMARY: 'exercícios 4 e 5: coleta posts do X (Twitter) em RAW',
  RAW_TO_REF_SUMMARY: 'tweets da RAW para a REF: o primeiro símbolo, o sentimento que ele diz, Parquet por dia',
  REF_PURGE_SUMMARY: 'tira da REF os tweets que a RAW diz que foram apagados',
  ATHENA_SETUP_SUMMARY: 'exercício 7: faz da REF uma tabela, no Athena ou nesta máquina',
  ATHENA_QUERY_SUMMARY: 'exercício 7: faz perguntas à REF em SQL',
  EXPLAIN_SUMMARY: 'mostra o plano de uma consulta, e o que ela guarda na memória',

  WORDCOUNT_EXAMPLES: `Exercícios 1, 2 e 3. Em um terminal:  npx xpto netcat -lk 3456
Em outro:                             npx xpto wordcount --mode complete
Ou sem rede:                          echo "a b a" | npx xpto wordcount`,
  WINDOW_EXAMPLES: `Exercício de janela. Em um terminal:  npx xpto netcat -lk 3456
Em outro:                             npx xpto window --name exercicio_janela`,
  RUN_EXAMPLES: `Por exemplo:  npx xpto run minha-consulta.ts --checkpoint checkpoints/minha-consulta -- entrada saida`,
  CHECKPOINT_EXAMPLES: `Por exemplo:  npx xpto checkpoint show checkpoints/minha-consulta`,
  COMPACT_EXAMPLES: `Por exemplo:  npx xpto compact lake/tweets --older-than "1 day"
Nenhuma consulta pode gravar na pasta enquanto isso. Quem lista a pasta (Athena, DuckDB) vê linhas em dobro por um
instante; quem conhece o log dela (Spark, xpto), não, a não ser com --last-batches: aí é recusado por um instante.
Uma consulta que lê a pasta como stream, e já leu o que foi juntado, é recusada daí em diante.`,
  LAKE_EXAMPLES: `Uma pasta que foi movida ou copiada:  npx xpto lake rebase lake/tweets`,
  STATE_EXAMPLES: `Depois do último batch:       npx xpto state show checkpoints/minha-consulta
O que o batch 7 mudou:        npx xpto state show checkpoints/minha-consulta --batch 7 --diff 6`,
  TWITTER_REPLAY_EXAMPLES: `Posts inventados, uma hora por minuto:   npx xpto twitter-replay
Tão rápido quanto um teste quiser:       npx xpto twitter-replay --rate 500/s --past "0 seconds"
Os seus, com acidentes:                  npx xpto twitter-replay tweets.ndjson --faults "t+30 drop; t+45 429"
Para programas que só conhecem o X:      npx xpto twitter-replay --https`,
  INGEST_TWITTER_EXAMPLES: `Exercícios 4 e 5. Sem conta, em um terminal:    npx xpto twitter-replay
e em outro:                                     npx xpto ingest-twitter --source replay --raw raw
Do próprio X, com seu token em X_BEARER_TOKEN:  npx xpto ingest-twitter --raw raw --minutes 30
O que foi postado nos últimos dias:             npx xpto ingest-twitter --source search --raw raw
Do Bluesky, ao vivo e de graça:                 npx xpto ingest-twitter --source bluesky --raw raw`,
  INGEST_TWITTER_RULES: `Um arquivo de RAW leva a hora do post mais antigo dentro dele: tweets_2026-11-22_13-30.json, depois
tweets_2026-11-22_13-30_2.json. Ele aparece inteiro, com cada post como o X o deu, uma vez. Posts que o X diz terem sido
apagados são anotados em deletes_….json. Posts do Bluesky têm a forma dos do X, com a mensagem do Bluesky ao lado.

Cada post está no spool antes de qualquer outra coisa: aconteça o que acontecer, rode o mesmo comando de novo. Ele continua
de onde parou, e o que o stream enviou nesse meio-tempo é encontrado pela busca, a não ser que faça muito tempo
(--fill-gaps). Se HTTPS_PROXY existir, o X é acessado por ele.

No X um post custa US$ {price}, uma vez por dia. A execução termina com o código de saída 5 quando --max-usd ou --max-posts
é atingido, ou o limite mensal do X. O que chegou até ali é guardado; por isso pode haver alguns posts a mais.

--json imprime um objeto por linha, que diz qual é seu "event":
{events}.
O último progress tem "isLast": aí está tudo em RAW.`,
  RAW_TO_REF_EXAMPLES: `Exercício 6. Até Ctrl-C:      npx xpto raw-to-ref --raw lake/raw --ref lake/ref
O que já está lá, e só:       npx xpto raw-to-ref --raw lake/raw --ref lake/ref --once
Em um bucket:                 npx xpto raw-to-ref --raw s3://bucket/raw --ref s3://bucket/ref`,
  RAW_TO_REF_RULES: `RAW: arquivos *.json, *.jsonl e *.ndjson (também .gz), também em pastas da pasta; tweets como a API v2 ou v1.1 do X os
dá, um por linha, em arrays ou com recuo (pretty-print). O que não é tweet vai para REF/_rejected, com o arquivo e o motivo,
e também um arquivo que não pode ser descompactado, ou que tem 512 MB ou mais.
REF: id, text, created_at, author_id, lang, retweet_count, reply_count, like_count, quote_count, Sentimento, Símbolo,
raw_file, em pastas ano=/mes=/dia= de created_at. Sentimento é Positivo, Negativo ou Neutro, conforme o primeiro símbolo do
texto. O que é parte de um endereço, de um horário, de uma palavra ou de "(texto):" não é símbolo.
Os símbolos: {path}`,
  REF_PURGE_EXAMPLES: `O que o X não tem mais:               npx xpto ref-purge --raw lake/raw --ref lake/ref
Também versões de antes da edição:    npx xpto ref-purge --raw lake/raw --ref lake/ref --edited
Pare antes o raw-to-ref, e inicie-o de novo depois. O que está na RAW fica lá. Quem lê a REF pelo log dela (Spark, xpto) é
recusado por um instante; quem lista a pasta (Athena) vê linhas em dobro por um instante. Depois de uma queda, rode de novo.`,
  ATHENA_SETUP_EXAMPLES: `Exercício 7, nesta máquina:      npx xpto athena-setup --ref lake/ref --apply
O que faria no Athena:           npx xpto athena-setup --ref s3://bucket/ref
Fazer, e provar:                 npx xpto athena-setup --ref s3://bucket/ref --apply
Desfazer:                        npx xpto athena-setup --ref s3://bucket/ref --destroy --apply`,
  ATHENA_SETUP_RULES: `Sem --apply nada muda e nada custa: o plano é mostrado. O que já está lá e está certo fica como está; o que difere (uma
coluna nova, outras pastas) é mostrado, e mudado com --apply. Tabelas que o xpto não fez não são mudadas nem apagadas; os
tweets, nunca.

A tabela tem as colunas da REF ("símbolo" entre aspas duplas); a view TABELA_ascii, ao lado, tem nomes simples (simbolo).
Para uma pasta desta máquina o motor é o DuckDB, neste processo: npm install {package}
Para s3:// é o Athena, com o ambiente AWS de sempre (AWS_PROFILE, AWS_REGION); --engine local copia os arquivos antes.`,
  ATHENA_QUERY_EXAMPLES: `Uma pergunta do curso:           npx xpto athena-query --ref lake/ref --example sentimento-por-dia
Uma sua:                         npx xpto athena-query --ref lake/ref "SELECT lang, count(*) FROM tweets_ascii GROUP BY lang"
No Athena:                       npx xpto athena-query --ref s3://bucket/ref --example simbolos
Para uma planilha:               npx xpto athena-query --ref lake/ref --csv --file pergunta.sql > resposta.csv`,
  ATHENA_QUERY_RULES: `--example: {names}.
Nesta máquina uma consulta só vê batches inteiros, mesmo enquanto o raw-to-ref grava; o Athena vê arquivos inteiros. O
Athena cobra US$ 5 por TB que uma consulta lê, no mínimo US$ 0,00005 por consulta. Ctrl-C para a consulta lá também.`,
  EXPLAIN_EXAMPLES: `Por exemplo:  npx xpto explain wordcount --mode append --window "10 minutes" --watermark "1 minute"`,
  NETCAT_USAGE: `[opções] [port]
     xpto netcat [opções] <host> <port>`,
  NETCAT_EXAMPLES: `Digitar linhas para uma consulta:      npx xpto netcat -lk 3456
Servir um arquivo, devagar:            npx xpto netcat --file words.txt --rate 10/s 3456
Enviar linhas a um servidor:           npx xpto netcat localhost 3456`,
  NETCAT_RULES: `Todos os que estão conectados recebem cada linha; quem chega depois recebe as linhas dali em diante. Enquanto ninguém
está conectado, as linhas esperam, as de um arquivo também. Quando a entrada termina (Ctrl-D), as conexões são fechadas
depois que tudo foi entregue, e o xpto termina. As linhas acabam em LF, como quer que acabem na entrada; a última
também, mesmo sem fim de linha.

O leitor mais lento dá o ritmo, e nada se perde. Mas um cliente que deixa outros esperando por {seconds} segundos é
cortado: a sua conexão é interrompida, para que ele veja um erro.`,

  TWITTER_REPLAY_RULES: `Qualquer bearer token é aceito; /oauth2/token dá um para qualquer chave e segredo. Os posts são contados como o X os
conta, e Ctrl-C imprime a conta. Nada é enviado ao X, e nada vem de lá. --json imprime um objeto por linha, que diz qual é
seu "event": answered (uma requisição), streaming, "stream ended", over (todos os posts vieram), refused (pelo proxy) e, no
fim, bill.

As falhas têm um tempo, contado a partir da primeira requisição, e um tipo:
  t+30 drop             os streams caem                    t+30 disconnect    caem com aviso
  t+45 429 1m           requisições demais, por um minuto  t+45 503           o X está sobrecarregado
  t+60 cap 1m           os posts do mês já foram lidos     t+60 silence 30s   nenhum sinal de vida
  t+90 duplicate 5%     posts chegam duas vezes            t+90 split         linhas chegam em pedaços incômodos
  t+120 late 10m 10%    um décimo chega 10 minutos depois  t+150 edit 3       os três mais novos são editados
                                                           t+180 delete       o mais novo é apagado`,

  ARGUMENT_REPLAY_FILE:
    'posts em linhas JSON, da API v2 ou v1.1, na ordem em que vieram; - é a entrada padrão; sem ele, são inventados',
  OPTION_REPLAY_PORT: 'porta em que servir; 0 é qualquer uma livre',
  OPTION_REPLAY_SPEED: 'quantas vezes mais rápido o tempo passa',
  OPTION_REPLAY_RATE: 'em vez disso, tantos posts novos por segundo, minuto ou hora: 100/s, 30/min',
  OPTION_REPLAY_CLOCK: 'shifted: os posts são de hoje; original: de quando foram escritos',
  OPTION_REPLAY_WAIT: 'o tempo fica parado até que o primeiro stream seja aberto',
  OPTION_REPLAY_PAST: 'quanto do tempo deles já passou no início, como "2 days"; senão, metade',
  OPTION_REPLAY_POSTS: 'quantos são inventados; alguns deles chegam duas vezes',
  OPTION_REPLAY_SEED: 'decide quais posts são inventados, e quais as falhas atingem',
  OPTION_REPLAY_FAULTS: 'o que dá errado, e quando; veja abaixo',
  OPTION_REPLAY_CAP: 'posts que podem ser lidos em um mês',
  OPTION_REPLAY_LIMITS:
    'por quanto tempo valem os limites de requisições, como "10 seconds"; senão 15 minutos, como no X',
  OPTION_REPLAY_HTTPS:
    'serve também a programas que só conhecem https://api.x.com, por um proxy com certificado próprio',
  OPTION_REPLAY_JSON: 'conta o que os clientes fazem em objetos JSON na saída padrão, e a conta com os ids dos posts',
  OPTION_INGEST_SOURCE:
    'stream: o que for postado a partir de agora; search: também dos últimos 7 dias; replay: xpto twitter-replay; bluesky: os posts do Bluesky, de graça e sem conta',
  OPTION_INGEST_QUERY: 'o que procurar, na linguagem de consulta do X; senão, o Presidente do Brasil',
  OPTION_INGEST_RAW: 'pasta para os posts, ou s3://bucket/pasta',
  OPTION_INGEST_MINUTES: 'por quanto tempo coletar; 0 é até o Ctrl-C',
  OPTION_INGEST_MAX_POSTS: 'termina depois de tantos posts; {posts} se nada for dito e os posts custarem algo',
  OPTION_INGEST_MAX_USD: 'termina quando tantos dólares forem gastos; {usd} se nada for dito e os posts custarem algo',
  OPTION_INGEST_PER_FILE: 'máximo de posts em um arquivo',
  OPTION_INGEST_FLUSH: 'um post não espera mais que isso até o arquivo encher',
  OPTION_INGEST_FORMAT: 'lines: um objeto JSON por linha; array: um array JSON por arquivo',
  OPTION_INGEST_TIME_ZONE: 'fuso horário dos nomes dos arquivos',
  OPTION_INGEST_TOKEN_FILE: 'arquivo com o bearer token; senão, ele vem do ambiente, em X_BEARER_TOKEN ou BEARER_TOKEN',
  OPTION_INGEST_SPOOL:
    'pasta nesta máquina para o que ainda não está em RAW; senão _spool em RAW, ou xpto-spool aqui, para um bucket',
  OPTION_INGEST_RECHECK: 'em vez disso: consulta os posts dos últimos dias e anota os que o X não tem mais',
  OPTION_INGEST_REPLAY_PORT: 'porta do xpto twitter-replay, que então faz as vezes do X; {port} com --source replay',
  OPTION_INGEST_FILL_GAPS:
    'de que tamanho pode ser uma lacuna do stream que a busca preenche; 6h se nada for dito e os posts custarem algo',
  OPTION_INGEST_JETSTREAM: 'onde o Bluesky é ouvido; senão {url}',
  OPTION_INGEST_REPLACE_RULES: 'remove as outras regras do stream deste app, cujos posts também são pagos',
  OPTION_INGEST_JSON: 'conta o que acontece como objetos JSON na saída padrão',
  ARGUMENT_RUN_FILE: 'módulo cujo export default é uma função de (session, args) para uma consulta',
  ARGUMENT_RUN_ARGS: 'o que a função recebe como args; depois de -- se parecerem opções',
  OPTION_CHECKPOINT: 'pasta a partir da qual a consulta continua quando é iniciada de novo',
  OPTION_NO_SPARK_LOG: 'guarda o log da pasta de saída em _xpto/log, longe dos olhos do Spark: sem _spark_metadata',
  ARGUMENT_OWN_CHECKPOINT: 'pasta do checkpoint; o estado de um gravado pelo Spark não é lido',
  ARGUMENT_CHECKPOINT: 'pasta do checkpoint; também um gravado pelo Spark',
  CHECKPOINT_SHOW: 'imprime os batches, os offsets e o watermark',
  STATE_SHOW: 'imprime o estado depois de um batch, ou o que difere entre dois',
  OPTION_LAST_BATCHES: 'mostra esta quantidade de batches',
  OPTION_JSON_REPORT: 'imprime JSON em vez de tabelas',
  ARGUMENT_OUTPUT: 'a pasta de saída de uma consulta',
  LAKE_REBASE: 'conserta o log de uma pasta de saída que foi movida ou copiada',
  OPTION_TARGET_BYTES: 'arquivos deste tamanho ficam como estão; os juntados chegam a mais ou menos isso',
  OPTION_OLDER_THAN: 'só arquivos mais antigos que isto, como "1 day"',
  OPTION_COMPACT_ALL: 'também as partições em que os últimos batches gravaram',
  OPTION_COMPACT_LAST_BATCHES:
    'também os arquivos de batches que o log ainda não reuniu; por um instante, quem lê pelo log é recusado',
  OPTION_COMPACT_CSV_HEADER: 'se os arquivos CSV começam com um cabeçalho, quando o log não diz',
  OPTION_COMPACT_SPARK_STOPPED: 'também uma pasta em que o Spark grava, com a consulta dele parada agora',
  OPTION_STATE_BATCH: 'o batch; sem isso, o último que terminou',
  OPTION_STATE_DIFF: 'só o que difere do estado depois deste batch',
  ARGUMENT_INPUT: '- lê a entrada padrão; sem ele, lê o pipe ou o arquivo que houver nela, ou então o socket',
  ARGUMENT_NETCAT_HOST: 'conecta-se a esta máquina em vez de servir; com -l, o endereço em que se serve',
  ARGUMENT_NETCAT_PORT: 'porta em que se serve (padrão: 3456; 0 é qualquer uma livre), ou a que se conecta',
  OPTION_HELP: 'mostra esta ajuda',
  OPTION_VERSION: 'mostra a versão',
  OPTION_LANG: 'idioma da ajuda, dos avisos e dos erros: en ou pt-BR',
  OPTION_MODE: 'modo de saída: complete, append ou update',
  OPTION_HOST: 'máquina de onde as linhas são lidas',
  OPTION_PORT: 'porta de onde as linhas são lidas',
  OPTION_TRIGGER:
    'quando os batches rodam: once, available-now ou um intervalo como "10 seconds"; senão, assim que houver dados',
  OPTION_WINDOW: 'duração das janelas de tempo, como "10 minutes"',
  OPTION_SLIDE: 'de quanto em quanto tempo começa uma janela; senão, a duração delas',
  OPTION_WATERMARK: 'quanto uma linha pode atrasar, como "10 minutes"',
  OPTION_EVENT_TIME: 'cada linha começa com o seu tempo e um tab; senão, o tempo é o da chegada',
  OPTION_SINK: 'para onde vão as linhas: console, json ou noop',
  OPTION_NUM_ROWS: 'linhas impressas de cada batch',
  OPTION_TRUNCATE: 'corta as células em 20 caracteres: true ou false',
  OPTION_NAME: 'nome da aplicação e da consulta',
  OPTION_TIME_ZONE: 'fuso horário dos timestamps impressos e lidos; senão, o da máquina',
  OPTION_LATE_ROWS: 'guarda neste arquivo o que chegou tarde demais, em linhas JSON',
  OPTION_RETRY: 'espera até alguém escutar na porta',
  OPTION_KEEP: 'continua esperando depois que o outro lado fechou, como faz o Spark',
  OPTION_RAW: 'imprime como são os caracteres de controle dos dados, também em um terminal',
  OPTION_JSON: 'imprime um relatório de cada batch como objeto JSON, em vez de tabelas',
  OPTION_MAX_LINE_BYTES: 'linha mais longa, em bytes',
  OPTION_LISTEN: 'serve, como nc -l: é o que já se faz sem ela',
  OPTION_KEEP_LISTENING: 'continua depois que um cliente sai, como nc -k: é o que já se faz sem ela',
  OPTION_LISTEN_HARDER: 'as duas, como no nc do Windows',
  OPTION_NETCAT_PORT: 'porta, como em nc -l -p',
  OPTION_BIND: 'endereço em que se serve, como 0.0.0.0 para toda máquina da rede; senão, só para esta máquina',
  OPTION_FILE: 'envia as linhas deste arquivo em vez da entrada padrão; - é a entrada padrão',
  OPTION_RATE: 'linhas por segundo, minuto ou hora: 10/s, 0.5/s, 30/min',
  OPTION_LOOP: 'ao chegar ao fim, recomeça o arquivo, para sempre',
  OPTION_WAIT: 'enquanto ninguém está conectado, segura as linhas: é o que já se faz sem ela',
  OPTION_NO_WAIT: 'enquanto ninguém está conectado, deixa as linhas passarem sem que ninguém as ouça',
  OPTION_ONE: 'serve um cliente de cada vez, como faz o nc; os outros esperam a sua vez',

  HELP_USAGE: 'Uso:',
  HELP_ANY_OPTIONS: '[opções]',
  HELP_ANY_COMMAND: '[comando]',
  HELP_OPTIONS: 'Opções:',
  HELP_COMMANDS: 'Comandos:',
  HELP_ARGUMENTS: 'Argumentos:',
  HELP_GLOBAL_OPTIONS: 'Opções de todos os comandos:',
  HELP_DEFAULT: 'padrão: {value}',
  EXIT_CODES:
    'Códigos de saída: 0 pronto, 2 uso errado, 3 consulta recusada, 4 falha da fonte ou do sink, 5 limite de custo atingido, 6 checkpoint ou log danificado, 70 um bug no xpto, 130 interrompido (Ctrl-C), 143 terminado.',
  BUG: 'Há algo errado no próprio xpto: {message} (com XPTO_DEBUG=1 você vê onde; por favor, relate)',

  YES: 'sim',
  NO: 'não',
  CHECKPOINT_TITLE: 'Consulta {id}, gravada por {written}.',
  CHECKPOINT_STATE: '{name} guarda ({value}) por ({key}).',
  COMPACT_DONE: '{merged|arquivo virou|arquivos viraram} {made}; a pasta tem {left}.',
  COMPACT_NOTHING: 'Não há o que juntar entre {count|arquivo|arquivos}.',
  COMPACT_WAITING:
    '{count|arquivo dos últimos batches espera até que o log o reúna|arquivos dos últimos batches esperam até que o log os reúna}, a cada dez batches, ou por --last-batches.',
  COMPACT_FORMAT: 'só arquivos JSON, texto, CSV e Parquet podem',
  COMPACT_CSV_HEADER:
    'a primeira linha pode ser um cabeçalho ou uma linha de dados: diga qual é, --csv-header true ou false',
  COMPACT_PARQUET_METADATA: 'o rodapé diz coisas sobre as linhas que se perderiam',
  REBASE_DONE: 'O log citava {count|arquivo|arquivos} em {from}; agora cita {to}.',
  REBASE_NOTHING: 'O log já cita {to}.',
  RESTART_AGAIN: 'Um reinício executaria o batch {batch} de novo, com os mesmos offsets: ele começou e não terminou.',
  RESTART_NEW: 'Um reinício começaria com o batch {batch}, com o que houver de novo.',
  RESTART_WATERMARK: 'O watermark dele: {watermark}.',
  STATE_NONE: 'A consulta não guarda estado.',
  STATE_TITLE: '{name}, {store}, depois do batch {batch}:',
  STATE_DIFF_TITLE: '{name}, {store}, depois do batch {batch} ao lado do batch {other}:',
  GUARANTEE_EXACTLY_ONCE:
    'Exatamente uma vez: depois de uma queda as fontes dão as linhas de novo, o checkpoint sabe quais, e {description} não grava nenhum batch duas vezes.',
  GUARANTEE_SINK_IS_TOLD:
    'Pelo menos uma vez: depois de uma queda {description} recebe o último batch de novo, com o mesmo número; exatamente uma vez se ele guardar os números.',
  GUARANTEE_SINK_REPEATS: 'Pelo menos uma vez: depois de uma queda {description} recebe o último batch de novo.',
  GUARANTEE_NO_CHECKPOINT: 'Pelo menos uma vez: sem checkpoint, cada início lê tudo de novo.',
  GUARANTEE_SOURCE_FORGETS:
    'No máximo uma vez: a fonte {source} não dá nenhuma linha de novo; o que não terminou quando o processo morre se perde.',
  READING_SOCKET: 'Lendo de {address}.',
  READING_STDIN: 'Lendo a entrada padrão.',
  WAITING_FOR_PORT: 'Ainda não há ninguém escutando lá; esperando.',
  STOPPING: 'Parando: antes, o batch em andamento termina. Outro Ctrl-C encerra na hora.',
  STOPPED_UNFINISHED:
    'O que estava em andamento não terminou em {seconds} segundos e foi interrompido. O que um checkpoint ou um spool conhece é feito na próxima execução.',
  BATCH_EMPTY: 'O batch {batch} não teve linhas: {reason}.',
  EMPTY_NO_LINES_YET: 'ainda não chegou nenhuma linha',
  EMPTY_NO_LINES: 'nenhuma linha chegou desde o anterior',
  EMPTY_NO_CHANGE: '{mode}: as linhas novas não mudaram nada do que é impresso',
  EMPTY_APPEND_WAITING: 'append: esperando um tempo do evento depois de {after}; o mais novo até agora: {newest}',
  EMPTY_APPEND_CLOSING: 'append: quem imprime as janelas é o batch depois do que passa do fim delas; ele vem a seguir',
  NONE_YET: 'nenhum ainda',
  WATERMARK_WITHOUT_WINDOW: '--watermark não tem efeito sem --window: uma palavra não tem um tempo em que acaba.',
  LATE_NEVER_WITHOUT_WATERMARK:
    '--late-rows: o arquivo vai ficar vazio, porque sem --watermark nenhuma linha está atrasada.',
  LATE_NEVER_IN_COMPLETE:
    '--late-rows: o arquivo vai ficar vazio, porque o modo complete aceita toda linha, por mais atrasada que esteja.',
  LATE_DROPPED: 'Batch {batch}: {count|linha atrasada descartada|linhas atrasadas descartadas}.',
  OPTION_RAW_DIR: 'a pasta dos arquivos RAW, ou s3://bucket/pasta',
  OPTION_REF_DIR: 'a pasta da REF, ou s3://bucket/pasta',
  OPTION_REF_CHECKPOINT: 'onde fica anotado o que já foi lido (padrão: _checkpoint na REF)',
  OPTION_REF_TRIGGER: 'de quanto em quanto tempo procurar arquivos novos, como "10 seconds" ou "0 seconds"',
  OPTION_ONCE: 'lê o que já está lá, e termina',
  OPTION_REF_COLUMNS: 'course: Símbolo com acento; ascii: Simbolo',
  OPTION_REF_TIME_ZONE: 'o fuso de ano, mes e dia, como America/Sao_Paulo',
  OPTION_DEDUP_DAYS: 'um tweet já lido nesses dias não é gravado de novo; 0: é',
  OPTION_SYMBOLS: 'os símbolos, em JSON, no lugar dos do curso',
  OPTION_EMOJI: 'carinhas também são símbolos: as que estão em "emoji" na lista',
  OPTION_SETTLE:
    'há quanto tempo um arquivo de outro programa não pode ter mudado; os de ingest-twitter já nascem inteiros',
  RAW_TO_REF_STARTED: 'De {raw} para {ref}, {when}. Dias de {zone}. Símbolos: {count}.',
  RAW_TO_REF_EVERY: 'a cada {seconds|segundo|segundos}',
  RAW_TO_REF_ONCE: 'uma vez',
  RAW_TO_REF_DEDUP:
    'Um tweet (pelo id) já lido há no máximo {days|dia|dias} não é gravado de novo, nem depois de recomeçar.',
  RAW_TO_REF_NO_DEDUP: 'Um tweet que está duas vezes na RAW ficará duas vezes na REF (--dedup-days 0).',
  RAW_TO_REF_BATCH: 'Batch {batch}: {files|arquivo|arquivos}, {tweets|tweet|tweets} na REF, {seconds} s.',
  RAW_TO_REF_REJECTED:
    'Batch {batch}: {count|linha não é tweet; está|linhas não são tweets; estão} em {folder}, com o motivo.',
  RAW_TO_REF_SUMMARY_END:
    'Arquivos: {files}. Tweets na REF: {tweets}. Já lidos, não gravados de novo: {repeats}. Linhas rejeitadas: {rejected}.',
  OPTION_REF_PYSPARK: 'só imprime um programa em PySpark que faz o mesmo',
  OPTION_PURGE_EDITED: 'também as versões anteriores de tweets dos quais a RAW tem uma mais nova',
  REF_PURGE_DONE:
    'A RAW fala de {told|tweet|tweets} a tirar; {rows|deles estava|deles estavam} na REF. Arquivos gravados de novo: {files}, em {days|dia|dias}.',
  REF_PURGE_NOTHING: 'A RAW fala de {told|tweet|tweets} a tirar; nenhum deles está na REF.',
  ARGUMENT_SQL: 'a pergunta, em SQL',
  OPTION_LAKE_REF: 'a pasta da REF, ou s3://bucket/pasta',
  OPTION_ENGINE: 'athena ou local; senão o Athena para s3://, e o motor desta máquina para pastas',
  OPTION_DATABASE: 'banco de dados da tabela; é criado se não existe',
  OPTION_QUERY_DATABASE: 'banco de dados da tabela (padrão: o do setup, ou xpto)',
  OPTION_TABLE: 'nome da tabela; a view com nomes simples se chama TABELA_ascii',
  OPTION_QUERY_TABLE: 'tabela à qual --example pergunta (padrão: a do setup, ou tweets)',
  OPTION_PARTITIONS: 'projection: o Athena deduz os dias dos nomes das pastas; added: cada dia é gravado no catálogo',
  OPTION_WORKGROUP: 'workgroup do Athena',
  OPTION_RESULTS: 'onde o Athena põe as respostas (padrão: athena-results no bucket da REF)',
  OPTION_SCAN_LIMIT: 'o Athena para uma consulta que leria mais, como 500MB ou 1GB',
  OPTION_APPLY: 'faz; senão só mostra',
  OPTION_DESTROY: 'apaga o que o xpto fez, menos os tweets',
  OPTION_SETUP_JSON: 'escreve o plano, cada chamada e a prova como um objeto JSON',
  OPTION_SQL_FILE: 'lê a pergunta deste arquivo; - é a entrada padrão',
  OPTION_EXAMPLE: 'uma pergunta do curso, pelo nome; veja abaixo',
  OPTION_QUERY_JSON: 'escreve um objeto JSON por linha',
  OPTION_CSV: 'escreve CSV, com os nomes das colunas primeiro',
  OPTION_SHOWN_ROWS: 'linhas da tabela mostrada; com --json e --csv saem todas',
  OPTION_CUT_CELLS: 'corta as células da tabela em tantos caracteres; 0: não corta',
  SETUP_TABLE: '{name}: {rows|tweet|tweets}, {files|arquivo|arquivos}, {size}, {partitions|partição|partições}.',
  SETUP_IS_LOCAL: 'O motor é o DuckDB, nesta máquina: sem conta, sem servidor, sem custo.',
  SETUP_PROJECTION: 'O Athena deduz as partições dos nomes das pastas; elas são procuradas em {folders} lugares.',
  SETUP_ADDED: 'Cada partição é gravada no catálogo: {why}.',
  STYLE_WANTED: 'assim foi pedido',
  STYLE_NO_PARTITIONS: 'não há pastas como dia=2',
  STYLE_NO_NUMBER: 'a pasta {folder} não é um número, e só números podem ser deduzidos',
  STYLE_MIXED: 'algumas pastas {name}= começam com 0, e nem todas têm o mesmo número de dígitos',
  STYLE_TOO_MANY: 'seria procurada em {folders} lugares',
  SETUP_STRAY:
    '{count|arquivo ali não é|arquivos ali não são} de nenhum batch inteiro (como {example}), e o Athena também lê o que sobrou assim. Isso some quando o raw-to-ref é iniciado de novo, ou com "xpto compact" depois de parado.',
  SETUP_UNKNOWN: 'Não se sabe o que já está lá; este é o plano para uma conta vazia: {reason}',
  SETUP_DDL: 'A tabela, em DDL',
  SETUP_STEPS: 'O que há para fazer',
  SETUP_DRIFT: 'O que difere do que está lá',
  SETUP_WORKGROUP: 'O workgroup',
  SETUP_WORKGROUP_FACTS:
    '{workgroup}: as respostas vão para {results}; uma consulta que leria mais de {limit} é parada.',
  SETUP_POLICY: 'Os direitos necessários, como política do IAM',
  SETUP_PRICE: 'O preço',
  SETUP_PRICE_FACTS: `Preparar: nada; a prova, que são duas consultas: no máximo US$ {proof}. Uma consulta que lê tudo: US$ {whole}; a mais cara permitida: US$ {dearest}.
Uma consulta que não diz o dia (WHERE ano = ...) olha em todas as pastas; o S3 cobra cerca de US$ {lists} por isso.`,
  SETUP_NOTHING: 'Nada: está tudo como deve estar.',
  SETUP_NOTHING_TO_REMOVE: 'Não há nada ali que o xpto tenha feito.',
  SETUP_SHOWN_ONLY: 'Nada foi mudado. Com --apply é feito.',
  SETUP_REMOVAL: 'O que há para apagar',
  SETUP_DATA_STAY: 'Os tweets e as respostas às perguntas ficam onde estão.',
  SETUP_STEP_DONE: 'Feito: {name} {subject}',
  SETUP_PROVEN:
    'Provado: {rows|tweet|tweets} em {partitions|partição|partições}, como nos arquivos, dia a dia.{filled}',
  SETUP_FILLED: ' {column} tem valor em {count}.',
  SETUP_SAMPLE: 'Uma pergunta, para começar',
  DRIFT_NEW_COLUMN: 'os arquivos têm uma coluna nova {name} ({type})',
  DRIFT_TYPE: 'a coluna {name} é {before} lá, e {type} nos arquivos',
  DRIFT_ACCENT: 'a coluna {name} não está nos arquivos, que têm {meant}: ela lê NULL em toda parte',
  DRIFT_NO_COLUMN: 'a coluna {name} não está mais nos arquivos',
  DRIFT_PARTITIONS: 'ela é particionada por {before}, e as pastas por {now}: é feita de novo, os tweets ficam',
  DRIFT_LOCATION: 'ela está em {before}, e os arquivos em {now}',
  DRIFT_PROPERTY: '{key} é {before}, e deveria ser {now}',
  DRIFT_NAME: 'ela se chama {before} lá, e deve se chamar {now}',
  NEXT_PROOF_ATHENA: '--partitions added grava cada dia no catálogo, em vez de deduzi-los.',
  NEXT_PROOF_LOCAL: 'Outro programa está gravando ali? Rode de novo quando ele descansar.',
  QUERY_STATE: 'Athena, estado: {state} ({id})',
  QUERY_DONE_ATHENA: '{rows|linha|linhas} em {seconds} s. O Athena leu {size}: US$ {usd}.',
  QUERY_DONE_LOCAL: '{rows|linha|linhas} em {seconds} s, nesta máquina: sem custo.',
  QUERY_STOPPED_ATHENA: 'Parada. O Athena tinha lido {size}: US$ {usd}.',
  QUERY_STOPPED_LOCAL: 'Parada.',
  QUERY_COPIED: 'Os arquivos são copiados de {ref} para esta pergunta: {count|arquivo|arquivos}, {size}.',
  SYMBOLS_NO_JSON: 'não é JSON ({message})',
  SYMBOLS_NO_OBJECT: 'não é um objeto',
  SYMBOLS_NO_LIST: '"{key}" falta, ou não é o que deve ser',
  SYMBOLS_NO_SYMBOL: '{symbol} em "{key}" não é um símbolo (um texto sem espaços)',
  SYMBOLS_UNKNOWN_KEY: 'tem {key}, e só conhece "Positivo", "Negativo" e "emoji"',
  SYMBOLS_TWICE: '{symbol} aparece duas vezes',
  SYMBOLS_NONE: 'está vazia',
  SUMMARY_REQUESTS: 'Requisições ao S3: {requests}, cerca de {each} por batch.',
  SUMMARY: 'Batches: {batches}. Linhas: {rows}. Linhas atrasadas descartadas: {late}.',
  WINDOW_UNORDERED: 'No modo {mode} as linhas não são ordenadas: só complete tem uma tabela inteira para ordenar.',

  DEMO_TEXT: `Um servidor de linhas nesta máquina envia estas linhas, cada uma com o seu tempo, uma a uma:
{text}`,
  DEMO_ACT_COMPLETE:
    'Cada batch imprime a tabela inteira, também as palavras antigas. O primeiro está vazio: a consulta já estava lá antes da primeira linha.',
  DEMO_ACT_UPDATE: 'Cada batch imprime só as palavras cuja contagem ele mudou.',
  DEMO_ACT_REFUSED:
    'Append imprime uma linha uma vez, quando ela é final; sem watermark nenhuma contagem é final. O Spark recusa:',
  DEMO_ACT_APPEND:
    'Com janelas e um watermark, funciona: uma linha das 12:31 diz que não vem mais nada anterior a 12:30; então a janela das 12:00 às 12:10 é final, e é impressa.',
  DEMO_ACT_WINDOW:
    'O exercício de janela: janelas de 10 minutos, uma nova a cada 5; por isso cada palavra conta em duas; em ordem.',
  DEMO_ACT_LAKE:
    'Exercícios 4 a 6. Um servidor nesta máquina responde como o X, com tweets inventados. Eles são coletados na RAW, em arquivos de no máximo 100, e a RAW vira REF enquanto eles chegam: Parquet por dia, com Sentimento e Símbolo.',
  DEMO_ACT_SETUP:
    'Exercício 7. A REF vira uma tabela que responde SQL: aqui em um motor nesta máquina, e com --ref s3://... no Amazon Athena.',
  DEMO_ACT_QUESTION: 'E como foram os dias?',
  DEMO_KEPT: 'A RAW e a REF ficam ali para as suas perguntas: npx xpto athena-query --ref "{ref}" "SELECT ..."',
  DEMO_END:
    'Agora é a sua vez. Em um terminal: npx xpto netcat -lk 3456   Em outro: npx xpto wordcount --mode complete   E digite palavras.',

  EXPLAIN_QUERY:
    'Consulta {name}: modo {mode}, {trigger}, sink {sink}. O resultado está no topo; as linhas sobem a partir da fonte.',
  TRIGGER_AT_ONCE: 'um batch assim que houver dados',
  TRIGGER_ONCE: 'um só batch com o que houver',
  TRIGGER_AVAILABLE_NOW: 'batches até acabar o que houver',
  TRIGGER_INTERVAL: 'um batch a cada {seconds|segundo|segundos}',
  KEEPS_TOTAL: 'guarda {what} de todas as linhas, para sempre',
  KEEPS_ALL_GROUPS: 'guarda {what} de cada {by}, para sempre: o modo complete entrega a tabela inteira a cada vez',
  KEEPS_GROUPS: 'guarda {what} de cada {by}, para sempre: nenhuma chave tem watermark',
  KEEPS_UNTIL_CLOSED: 'guarda {what} de cada {by}, até o watermark passar de {event}',
  KEEPS_UNTIL_CLOSED_THEN_GIVES: 'guarda {what} de cada {by}, até o watermark passar de {event}; só então entrega',
  KEEPS_KEYS: 'guarda cada {names} já visto, para sempre',
  KEEPS_KEYS_UNTIL: 'guarda cada {names} já visto, até o watermark passar de {time}',
  KEEPS_KEYS_WITHIN: 'guarda cada {names} já visto, até o watermark estar {seconds} s depois do seu {time}',
  KEEPS_STATE: 'guarda {what} de cada {by}, até a função removê-lo',
  KEEPS_STATE_PROCESSING_TIME:
    'guarda {what} de cada {by}, até a função removê-lo; chama-a de novo quando o relógio passa do timeout',
  KEEPS_STATE_EVENT_TIME:
    'guarda {what} de cada {by}, até a função removê-lo; chama-a de novo quando o watermark passa do timeout',
  A_ROW: 'uma linha',
  ROWS: 'um array de linhas, ou outro iterável',
  KEEPS_LIMIT: 'guarda quantas das {count} linhas já entregou',
  KEEPS_BOTH_SIDES_UNTIL: 'guarda as linhas dos dois lados, até o watermark passar de {key}',
  KEEPS_LEFT: 'guarda as linhas do lado esquerdo, para sempre: nada limita o tempo delas',
  KEEPS_LEFT_WITHIN: 'guarda as linhas do lado esquerdo, até o watermark estar {seconds} s depois de {time}',
  KEEPS_RIGHT: 'guarda as linhas do lado direito, para sempre: nada limita o tempo delas',
  KEEPS_RIGHT_WITHIN: 'guarda as linhas do lado direito, até o watermark estar {seconds} s depois de {time}',

  NETCAT_SERVING: 'Servindo linhas em {address}. Em outro terminal: {command}',
  NETCAT_REACHABLE: 'Outras máquinas podem se conectar a {address} e ler junto.',
  NETCAT_TYPE: 'Digite linhas; Ctrl-D (no Windows, Ctrl-Z e Enter) termina.',
  NETCAT_CLIENT_CONNECTED: '{peer} está conectado.',
  NETCAT_CLIENT_LEFT: '{peer} saiu; {left|conectado|conectados}.',
  NETCAT_HOLDING: '{peer} saiu; as linhas esperam pelo próximo cliente.',
  NETCAT_UNHEARD: '{peer} saiu; ninguém ouve as linhas que vierem agora.',
  NETCAT_CUT_OFF: '{peer} deixou os outros esperando por {seconds} segundos; por isso foi cortado.',
  NETCAT_REFUSED: '{peer} foi recusado: já há conexões demais.',
  NETCAT_DELIVERED: 'A entrada terminou, e foi toda entregue.',
  NETCAT_CONNECTED: 'Conectado a {address}.',
  NETCAT_STOPPING: 'Parando. Outro Ctrl-C encerra na hora.',

  INGEST_QUERY: 'Procurando: {query}',
  INGEST_WHERE: 'Os posts vão para {raw}; o que ainda não está lá fica em {spool}.',
  INGEST_AT_MOST_POSTS: 'No máximo {posts|post|posts} nesta execução (--max-posts).',
  INGEST_AT_MOST_USD: 'No máximo US$ {usd} nesta execução (--max-usd), ou seja, {posts|post|posts}.',
  INGEST_STOPPING: 'Parando: o que foi lido vai para arquivos. Outro Ctrl-C encerra na hora.',
  INGEST_RESUMED:
    'Continuando depois de {posts|post|posts} de execuções anteriores; {waiting|deles espera|deles esperam} por um arquivo, e {files|arquivo foi começado|arquivos foram começados}.',
  INGEST_FOREIGN:
    'O stream deste app tem mais {count|regra|regras}. Os posts que não são desta busca também chegam e são pagos, mas não são guardados; --replace-rules deixa só as regras dela.',
  INGEST_CONNECTED: 'Ouvindo o stream.',
  INGEST_DISCONNECTED: 'Sem conexão: {reason}.',
  INGEST_NO_REPLAY: 'ninguém serve a porta {port} (o xpto twitter-replay está rodando?)',
  INGEST_REFUSED: 'ninguém atende lá ({detail})',
  INGEST_NO_SUCH_HOST: 'o endereço não foi encontrado; esta máquina está na rede? ({detail})',
  INGEST_ODD_ANSWER: 'o que veio não é uma resposta do X (esta rede pede um login?)',
  INGEST_BROKE_OFF: 'ela caiu',
  INGEST_SILENT: 'não houve sinal de vida por meio minuto',
  INGEST_WAIT_NETWORK: 'Nova tentativa em {left}.',
  INGEST_WAIT_SERVER: 'O servidor está com problemas. Nova tentativa em {left}.',
  INGEST_WAIT_RATE: 'Mais pedidos não são permitidos por enquanto. Continua em {left}.',
  INGEST_WAIT_SECOND:
    'O X permite uma conexão ao stream, e já há uma: de outro programa, ou de um que acabou de terminar. Nova tentativa em {left}.',
  INGEST_FILE: '{name} tem {posts|post|posts}',
  INGEST_EDIT: 'O post {id} é uma edição de {earlier}.',
  INGEST_DELETE: 'O post {id} foi apagado.',
  INGEST_NO_JSON: 'Chegou algo que não é JSON, e não foi guardado: {text}',
  INGEST_NO_POST:
    'Chegou algo que não é post (o id seria de dígitos, como texto) nem mensagem, e não foi guardado: {text}',
  INGEST_TOO_LONG: 'Chegou algo com mais de 16 MB, e não foi guardado.',
  INGEST_SPAN: 'De {from} a {to}',
  INGEST_SPAN_OPEN: 'Depois de {from}',
  INGEST_GAP: '{span} ninguém ouviu: procurando pela busca o que foi postado nesse período.',
  INGEST_GAP_FILLED: '{span} não falta nada: a busca achou mais {posts|post|posts}.',
  INGEST_LEFT_BUDGET: '{span} podem faltar posts: o limite foi atingido. A próxima execução os procura.',
  INGEST_LEFT_TIME: '{span} podem faltar posts: a execução terminou antes. A próxima os procura.',
  INGEST_LEFT_TOO_OLD: '{span} podem faltar posts, e a busca não acha nada com mais de 7 dias.',
  INGEST_LEFT_LONG:
    '{span} ninguém ouviu, e isso é mais do que se preenche (--fill-gaps). Para esses posts: --source search',
  INGEST_LEFT_FORGOTTEN: '{span} faltam posts: o stream não se lembra de tanto.',
  INGEST_RECHECKED: '{looked|post consultado|posts consultados}; {gone|deles não existe|deles não existem} mais no X.',
  INGEST_PROGRESS: '{posts|post|posts} ({rate} por segundo) em {files|arquivo|arquivos}; US$ {usd}',
  INGEST_PROGRESS_TIMES: ', de {oldest} a {newest}',
  INGEST_PROGRESS_TIME: '; faltam {left}',
  INGEST_PROGRESS_POSTS: '; no máximo mais {posts|post|posts}',
  INGEST_DONE:
    '{posts|post|posts} em {files|arquivo|arquivos}; {duplicates|veio|vieram} de novo, {edits|é edição|são edições}, {deletes|post foi apagado|posts foram apagados}.',
  INGEST_TIMES: 'O mais antigo é de {oldest}, o mais novo de {newest} ({zone}).',
  INGEST_BILL:
    'Posts lidos: {paid}, cada um contado uma vez por dia. No X isso custa US$ {usd} (US$ {price} por post).',

  TWITTER_REPLAY_SERVING: 'A API v2 do X está em {url}, só para esta máquina.',
  TWITTER_REPLAY_POSTS: '{past} de {count} posts já estão lá; para o X são {now} (UTC). {pace}',
  REPLAY_AT_SPEED: 'O tempo passa {speed} vezes mais rápido.',
  REPLAY_AT_RATE: 'Chegam {rate} novos por segundo.',
  TWITTER_REPLAY_TRY:
    "Experimente: curl -H 'Authorization: Bearer any' '{url}/2/tweets/search/recent?query=presidente'",
  REPLAY_WITH_POSTS: ', com {posts|post|posts}',
  TWITTER_REPLAY_PROXY: 'Com estas variáveis de ambiente os programas o encontram como https://api.x.com:',
  REPLAY_PROXY_REFUSED: 'Um programa quis ir a {target}; aqui só há api.x.com e api.twitter.com.',
  REPLAY_STREAM_OPEN: 'Um cliente ouve o stream.',
  REPLAY_STREAM_OVER: 'Todos os posts já vieram. O stream continua aberto, e não virá mais nenhum.',
  REPLAY_STREAM_LEFT: 'O cliente saiu do stream.',
  REPLAY_STREAM_DROPPED: 'O stream caiu, como mandam as falhas.',
  REPLAY_STREAM_DISCONNECTED: 'O stream foi encerrado por razões operacionais, como mandam as falhas.',
  REPLAY_STREAM_CAPPED: 'O stream foi encerrado: os posts do mês já foram lidos.',
  TWITTER_REPLAY_BILL:
    'Posts lidos: {posts}, cada um contado uma vez por dia. No X isso custaria US$ {usd} (US$ {price} por post).',

  // Parts of errors
  DID_YOU_MEAN: 'Você quis dizer "{closest}"?',
  COMMANDS_ARE: 'Os comandos são: {names}.',
  HELP_SHOWS_COMMANDS: '--help mostra os comandos.',
  HELP_SHOWS_OPTIONS: '--help mostra as opções.',
  ALLOWED_AGE: 'um tempo, como 7d, 12h ou 30s',
  ALLOWED_BOOLEAN: 'true ou false',
  ALLOWED_CHARACTER: 'um caractere',
  ALLOWED_COUNT: 'um número inteiro, {least} ou mais',
  ALLOWED_PARQUET_WRITER: 'xpto ou parquetjs',
  PARQUETJS_TYPES: 'ela é {type}, e ele só aceita colunas simples e sem decimais',
  PARQUETJS_CODECS: 'ele não tem zstd',
  PARQUETJS_BEFORE_1970: 'há um timestamp anterior a 1970',
  ALLOWED_MIN_OR_MAX: 'min ou max',
  ALLOWED_STATE_PROVIDER:
    'memory ou disk, ou a classe do Spark: HDFSBackedStateStoreProvider ou RocksDBStateStoreProvider, de org.apache.spark.sql.execution.streaming.state',
  ALLOWED_PART: 'um número de 0 a 1',
  ALLOWED_PORT: 'uma porta, de 1 a 65535',
  ALLOWED_RAMP_UP: 'uma duração, como 5s',
  ALLOWED_RATIO: 'um número acima de 0',
  ALLOWED_SPAN: 'um tempo como 7d, 12h, 30min ou 10s',
  ALLOWED_SEPARATOR: 'pelo menos um caractere',
  ALLOWED_TIME_ZONE: 'um fuso horário, como UTC, -03:00 ou America/Sao_Paulo',
  ARRAY_OR_MAP: '"ARRAY" ou "MAP"',
  COUNT_BETWEEN: '{least} a {most}',
  NONE: 'nenhum',
  NEXT_CLOSE_FILES: 'Feche outros programas, ou permita mais arquivos abertos (ulimit -n).',
  NEXT_FREE_SPACE: 'Libere espaço e comece de novo.',
  NEXT_LET_WRITE: 'Permita a gravação ali, ou escolha outro lugar.',
  NEXT_START_AGAIN: 'Resolvido isso, comece de novo.',
  PATH_LINK_LEADS_OUT: 'um link simbólico leva para fora de {root}',
  OWNER_QUERY: 'da consulta {query}',
  OWNER_THIS: 'que esta consulta gravou antes de seu checkpoint perder os batches',
  OWNER_UNKNOWN: 'que ninguém assinou',
  PATH_NAME_HAS_CHARACTER: 'um nome ali não pode ter o caractere {character}',
  PATH_NAME_KEPT: 'nomes que começam com {prefix} são os de arquivos inacabados',
  PATH_NAME_NO_TEXT: 'não é um texto Unicode válido',
  PATH_NAME_OF_WINDOWS: 'o Windows reserva esse nome, ou não aceita seu último caractere',
  PATH_NAME_TOO_LONG: 'um nome ali tem no máximo {limitBytes} bytes',
  PATH_NOT_UNDER_ROOT: 'não leva a um arquivo nessa pasta',
  PATH_TOO_LONG: 'um caminho ali tem no máximo {limitBytes} bytes',
  REASON_DEVICE_FAILED: 'o dispositivo falhou ({code})',
  REASON_DISK_FULL: 'o disco está cheio ({code})',
  REASON_FOLDER: 'é uma pasta ({code})',
  REASON_NOBODY_READS: 'ninguém mais lê ({code})',
  REASON_NOT_A_FOLDER: 'uma parte do caminho não é uma pasta ({code})',
  REASON_NOT_PERMITTED: 'não há permissão ({code})',
  REASON_NOT_THERE: 'não existe o arquivo ou a pasta ({code})',
  REASON_NO_ANSWER: 'nenhuma resposta chegou a tempo ({code})',
  REASON_NO_WAY: 'a rede não leva até lá ({code})',
  REASON_READ_ONLY: 'o disco não permite escrita ({code})',
  REASON_STORE_ANSWERED: 'o armazenamento respondeu {code} ({status})',
  REASON_TOO_MANY_OPEN: 'há arquivos abertos demais ({code})',
  SIDE_LEFT: 'esquerda',
  SIDE_RIGHT: 'direita',
  THE_RESULT: 'O resultado',
};
