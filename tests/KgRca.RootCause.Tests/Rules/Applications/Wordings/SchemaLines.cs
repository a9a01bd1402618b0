namespace KgRca.RootCause.Tests.Rules.Applications.Wordings;

/// <summary>Programs whose database was not migrated.</summary>
internal static class SchemaLines
{
    public static (string Software, string Line)[] All { get; } =
    [
        ("Databases", """ERROR: relation "invoices" does not exist at character 15"""),
        ("Databases", """psycopg2.errors.UndefinedTable: relation "invoices" does not exist"""),
        ("Databases", """pq: relation "invoices" does not exist"""),
        ("Databases", """org.postgresql.util.PSQLException: ERROR: column "due_at" does not exist"""),
        ("Databases", """ERROR 1146 (42S02): Table 'shop.invoices' doesn't exist"""),
        ("Databases", """java.sql.SQLSyntaxErrorException: Unknown column 'due_at' in 'field list'"""),
        ("Databases", """SQLSTATE[42S02]: Base table or view not found: 1146 Table 'shop.invoices' doesn't exist"""),
        ("Databases", """sqlite3.OperationalError: no such table: invoices"""),
        ("Databases", """Microsoft.Data.SqlClient.SqlException (0x80131904): Invalid object name 'Invoices'."""),
        ("Databases", """ORA-00942: table or view does not exist"""),
        (
            "Databases",
            """PrismaClientKnownRequestError: P2021: The table `public.Invoice` does not exist in the current database."""
        ),
        (
            "Frameworks",
            """ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run: bin/rails db:migrate"""
        ),
        ("Frameworks", """ERROR [alembic.util.messaging] Target database is not up to date."""),
        ("Frameworks", """alembic.util.exc.CommandError: Can't locate revision identified by 'a1b2c3d4'"""),
        (
            "Frameworks",
            """org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation"""
        ),
        (
            "Frameworks",
            """org.flywaydb.core.api.FlywayException: Found non-empty schema(s) "public" but no schema history table."""
        ),
        (
            "Frameworks",
            """org.hibernate.tool.schema.spi.SchemaManagementException: Schema-validation: missing table [invoices]"""
        ),
        (
            "Frameworks",
            """You have 3 unapplied migration(s). Your project may not work properly until you apply the migrations for app(s): billing."""
        ),
        ("Frameworks", """The database schema is out of date (version 41, expected 43)"""),
    ];
}
