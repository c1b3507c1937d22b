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
  DEMO_SUMMARY: 'mostra tudo de uma vez: sem segundo terminal, sem rede',
  NETCAT_SUMMARY: 'serve linhas em uma porta TCP, como nc -lk',
  WORDCOUNT_SUMMARY: 'exercícios 1 a 3: conta as palavras de um stream',
  WINDOW_SUMMARY: 'exercício de janela: conta palavras por janela de tempo',
  RUN_SUMMARY: 'executa uma consulta sua, em JavaScript ou TypeScript',
  EXPLAIN_SUMMARY: 'mostra o plano de uma consulta, e o que ela guarda na memória',

  WORDCOUNT_EXAMPLES: `Exercícios 1, 2 e 3. Em um terminal:  npx xpto netcat -lk 3456
Em outro:                             npx xpto wordcount --mode complete
Ou sem rede:                          echo "a b a" | npx xpto wordcount`,
  WINDOW_EXAMPLES: `Exercício de janela. Em um terminal:  npx xpto netcat -lk 3456
Em outro:                             npx xpto window --name exercicio_janela`,
  RUN_EXAMPLES: `Por exemplo:  npx xpto run minha-consulta.ts --checkpoint checkpoints/minha-consulta -- entrada saida`,
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

  ARGUMENT_RUN_FILE: 'módulo cujo export default é uma função de (session, args) para uma consulta',
  ARGUMENT_RUN_ARGS: 'o que a função recebe como args; depois de -- se parecerem opções',
  OPTION_CHECKPOINT: 'pasta a partir da qual a consulta continua quando é iniciada de novo',
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
    'Códigos de saída: 0 pronto, 2 uso errado, 3 consulta recusada, 4 falha da fonte ou do sink, 70 um bug no xpto, 130 interrompido (Ctrl-C), 143 terminado.',
  BUG: 'Há algo errado no próprio xpto: {message} (com XPTO_DEBUG=1 você vê onde; por favor, relate)',

  GUARANTEE_EXACTLY_ONCE:
    'Exatamente uma vez: depois de uma queda as fontes dão as linhas de novo, o checkpoint sabe quais, e {description} não grava nenhum lote duas vezes.',
  GUARANTEE_SINK_IS_TOLD:
    'Pelo menos uma vez: depois de uma queda {description} recebe o último lote de novo, com o mesmo número; exatamente uma vez se ele guardar os números.',
  GUARANTEE_SINK_REPEATS: 'Pelo menos uma vez: depois de uma queda {description} recebe o último lote de novo.',
  GUARANTEE_NO_CHECKPOINT: 'Pelo menos uma vez: sem checkpoint, cada início lê tudo de novo.',
  GUARANTEE_SOURCE_FORGETS:
    'No máximo uma vez: a fonte {source} não dá nenhuma linha de novo; o que não terminou quando o processo morre se perde.',
  READING_SOCKET: 'Lendo de {address}.',
  READING_STDIN: 'Lendo a entrada padrão.',
  WAITING_FOR_PORT: 'Ainda não há ninguém escutando lá; esperando.',
  STOPPING: 'Parando: antes, o batch em andamento termina. Outro Ctrl-C encerra na hora.',
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
  LATE_DROPPED: 'Batch {batch}: {count} linhas atrasadas descartadas.',
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
  DEMO_END:
    'Agora é a sua vez. Em um terminal: npx xpto netcat -lk 3456   Em outro: npx xpto wordcount --mode complete   E digite palavras.',

  EXPLAIN_QUERY:
    'Consulta {name}: modo {mode}, {trigger}, sink {sink}. O resultado está no topo; as linhas sobem a partir da fonte.',
  TRIGGER_AT_ONCE: 'um batch assim que houver dados',
  TRIGGER_ONCE: 'um só batch com o que houver',
  TRIGGER_AVAILABLE_NOW: 'batches até acabar o que houver',
  TRIGGER_INTERVAL: 'um batch a cada {interval}',
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
  NETCAT_CLIENT_LEFT: '{peer} saiu; {left} conectados.',
  NETCAT_HOLDING: '{peer} saiu; as linhas esperam pelo próximo cliente.',
  NETCAT_UNHEARD: '{peer} saiu; ninguém ouve as linhas que vierem agora.',
  NETCAT_CUT_OFF: '{peer} deixou os outros esperando por {seconds} segundos; por isso foi cortado.',
  NETCAT_REFUSED: '{peer} foi recusado: já há conexões demais.',
  NETCAT_DELIVERED: 'A entrada terminou, e foi toda entregue.',
  NETCAT_CONNECTED: 'Conectado a {address}.',
  NETCAT_STOPPING: 'Parando. Outro Ctrl-C encerra na hora.',

  // Parts of errors
  DID_YOU_MEAN: 'Você quis dizer "{closest}"?',
  COMMANDS_ARE: 'Os comandos são: {names}.',
  HELP_SHOWS_OPTIONS: '--help mostra as opções.',
  ALLOWED_AGE: 'um tempo, como 7d, 12h ou 30s',
  ALLOWED_BOOLEAN: 'true ou false',
  ALLOWED_CHARACTER: 'um caractere',
  ALLOWED_COUNT: 'um número inteiro, {least} ou mais',
  ALLOWED_MIN_OR_MAX: 'min ou max',
  ALLOWED_PART: 'um número de 0 a 1',
  ALLOWED_PORT: 'uma porta, de 1 a 65535',
  ALLOWED_RAMP_UP: 'uma duração, como 5s',
  ALLOWED_RATIO: 'um número acima de 0',
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
  REASON_TOO_MANY_OPEN: 'há arquivos abertos demais ({code})',
  SIDE_LEFT: 'esquerda',
  SIDE_RIGHT: 'direita',
  THE_RESULT: 'O resultado',
};
