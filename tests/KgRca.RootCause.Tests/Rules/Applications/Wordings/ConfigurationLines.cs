namespace KgRca.RootCause.Tests.Rules.Applications.Wordings;

/// <summary>Programs that cannot read their configuration.</summary>
internal static class ConfigurationLines
{
    public static (string Software, string Line)[] All { get; } =
    [
        (
            "nginx, HAProxy, Envoy",
            """nginx: [emerg] unknown directive "proxy_passs" in /etc/nginx/conf.d/default.conf:7"""
        ),
        ("nginx, HAProxy, Envoy", """nginx: [emerg] unexpected "}" in /etc/nginx/nginx.conf:31"""),
        (
            "nginx, HAProxy, Envoy",
            """[ALERT]    (1) : config : parsing [/usr/local/etc/haproxy/haproxy.cfg:12] : unknown keyword 'balanced' in 'backend' section"""
        ),
        (
            "nginx, HAProxy, Envoy",
            """error initializing configuration '/etc/envoy/envoy.yaml': Unable to parse JSON as proto (INVALID_ARGUMENT:(static_resources.listener) no such field)"""
        ),
        ("nginx, HAProxy, Envoy", """plugin/errors: Corefile:9 - Error during parsing: Unknown property 'fallthru'"""),
        ("PostgreSQL", "LOG:  syntax error in file \"/etc/postgresql/postgresql.conf\" line 12, near token \"MB\""),
        ("PostgreSQL", "FATAL:  unrecognized configuration parameter \"shared_bufers\""),
        (
            "PostgreSQL",
            """FATAL:  configuration file "/etc/postgresql/postgresql.conf" contains errors; server did not start"""
        ),
        ("MySQL", """[ERROR] [MY-000067] [Server] unknown variable 'max_conections=500'."""),
        (
            "MySQL",
            """error: Found option without preceding group in config file /etc/mysql/conf.d/my.cnf at line 1: syntax error"""
        ),
        (
            "Redis",
            "*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\nReading the configuration file, at line 4\n>>> 'maxmemry 256mb'\nBad directive or wrong number of arguments"
        ),
        ("MongoDB", """Error parsing YAML config file: yaml-cpp: error at line 3, column 5: illegal map value"""),
        ("MongoDB", """Unrecognized option: storage.journal.enabled"""),
        (
            "Kafka",
            """org.apache.kafka.common.config.ConfigException: Missing required configuration "bootstrap.servers" which has no default value."""
        ),
        (
            "Kafka",
            """org.apache.kafka.common.config.ConfigException: Invalid value abc for configuration log.retention.hours: Not a number of type INT"""
        ),
        (
            "RabbitMQ",
            """Error preparing configuration in phase transform_datatypes: Conf file attempted to set unknown variable: vm_memory_watermark"""
        ),
        ("RabbitMQ", """BOOT FAILED: failed_to_parse_configuration_file /etc/rabbitmq/rabbitmq.conf"""),
        (
            "Elasticsearch",
            """java.lang.IllegalArgumentException: unknown setting [discovery.sead_hosts] please check that any required plugins are installed"""
        ),
        (
            "etcd and Vault",
            """error verifying flags, expected IP in URL for binding (http://etcd:2380). See 'etcd --help'."""
        ),
        ("etcd and Vault", """error loading configuration from /vault/config/vault.hcl: At 3:12: illegal character"""),
        (
            "Prometheus and collectors",
            """Error loading config (--config.file=/etc/prometheus/prometheus.yml): parsing YAML file /etc/prometheus/prometheus.yml: yaml: line 14: did not find expected key"""
        ),
        (
            "Prometheus and collectors",
            """error loading config file /etc/agent/agent.yml: yaml: line 10: mapping values are not allowed in this context"""
        ),
        (
            "Prometheus and collectors",
            "/etc/relay/config.yaml: yaml: unmarshal errors:\n  line 2: field ommon not found in type config.Config"
        ),
        (
            "Prometheus and collectors",
            "config error file=\"/fluentd/etc/fluent.conf\" error_class=Fluent::ConfigParseError error=\"unmatched end tag at fluent.conf line 12,7\""
        ),
        ("JVM", "Unrecognized VM option 'UseConcMarkSweepGC'\nError: Could not create the Java Virtual Machine."),
        ("JVM", """Invalid maximum heap size: -Xmx2gb"""),
        ("JVM", "Could not resolve placeholder 'orders.queue' in value \"${orders.queue}\""),
        ("JVM", """Failed to bind properties under 'server.port' to java.lang.Integer"""),
        (
            "JVM",
            """while scanning for the next token found character '\t(TAB)' that cannot start any token in 'reader', line 4: yaml.scanner.ScannerError: application.yml"""
        ),
        (
            "Node.js",
            """SyntaxError: Unexpected token } in JSON at position 214 while parsing /app/config/settings.json"""
        ),
        ("Node.js", """node: bad option: --max-old-space=512"""),
        ("Node.js", """Error: Config validation error: "DATABASE_URL" is required; ConfigValidationError"""),
        (
            "Python",
            """configparser.MissingSectionHeaderError: File contains no section headers. file: '/etc/app/app.ini', line: 1"""
        ),
        (
            "Python",
            """yaml.scanner.ScannerError: mapping values are not allowed here in "/etc/app/config.yaml", line 6, column 9"""
        ),
        ("Python", """pydantic_core._pydantic_core.ValidationError: 2 validation errors for Settings"""),
        ("Python", """django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty."""),
        ("Python", """KeyError: 'DATABASE_URL'"""),
        (
            "Python",
            """tomllib.TOMLDecodeError: Expected '=' after a key in a key/value pair (at line 3, column 6) in /etc/app/settings.toml"""
        ),
        ("Go", """flag provided but not defined: -listen-adress"""),
        ("Go", """Error: unknown flag: --metric-addr"""),
        ("Go", """required key DATABASE_URL missing value"""),
        ("Go", """env: required environment variable "DATABASE_URL" is not set"""),
        ("Go", """invalid argument "5 minutes" for "--interval" flag: time: unknown unit " minutes" in duration"""),
        ("Go", """error reading config: toml: line 7: expected value but found '=' instead"""),
        (
            ".NET",
            """System.IO.InvalidDataException: Failed to load configuration from file '/app/appsettings.Production.json'."""
        ),
        (
            ".NET",
            """Microsoft.Extensions.Options.OptionsValidationException: DataAnnotation validation failed for 'RelayOptions' members: 'Url'"""
        ),
    ];
}
