using KgRca.RootCause.Rules.Services;

namespace KgRca.RootCause.Tests.Rules.Services;

public sealed class ConnectionStringsTests
{
    [Theory]
    [InlineData("catalog:8080", "catalog:8080")]
    [InlineData("http://catalog/items", "catalog:80")]
    [InlineData("https://catalog.shop.svc/items?x=1", "catalog.shop.svc:443")]
    [InlineData("postgres://orders:s3cr:et@orders-db:5433/orders?sslmode=disable", "orders-db:5433")]
    [InlineData("postgresql+asyncpg://orders@orders-db/orders", "orders-db:5432")]
    [InlineData("postgresql://orders@orders-db/orders", "orders-db:5432")]
    [InlineData("jdbc:postgresql://db-0:5432,db-1:5433/orders", "db-0:5432 db-1:5433")]
    [InlineData("jdbc:mysql:loadbalance://db-0:3306,db-1:3306/shop", "db-0:3306 db-1:3306")]
    [InlineData("jdbc:sqlserver://ledger-db:1433;databaseName=ledger", "ledger-db:1433")]
    [InlineData("jdbc:oracle:thin:@//ledger-db:1521/LEDGER", "ledger-db:1521")]
    [InlineData(
        "mongodb://stock:pw@mongo-0.mongo:27017,mongo-1.mongo:27017/?replicaSet=rs0",
        "mongo-0.mongo:27017 mongo-1.mongo:27017"
    )]
    [InlineData("mongodb+srv://stock:pw@mongo.data.svc.cluster.local/stock", "mongo.data.svc.cluster.local:")]
    [InlineData("amqp://mailer:pw@rabbitmq/vhost", "rabbitmq:5672")]
    [InlineData("redis://:pw@cache:6380/0", "cache:6380")]
    [InlineData("kafka-0.kafka:9092,kafka-1.kafka:9092", "kafka-0.kafka:9092 kafka-1.kafka:9092")]
    [InlineData("SASL_PLAINTEXT://kafka-0:9092,SSL://kafka-1:9093", "kafka-0:9092 kafka-1:9093")]
    [InlineData("shop:pw@tcp(orders-db:3306)/shop?parseTime=true", "orders-db:3306")]
    [InlineData("(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=ledger-db)(PORT=1521)))", "ledger-db:1521")]
    [InlineData("Server=ledger-db,1434;Database=ledger;User Id=sa;Password=pw", "ledger-db:1434")]
    [InlineData("Server=tcp:ledger-db,1433;Initial Catalog=ledger", "ledger-db:1433")]
    [InlineData("Data Source=ledger-db;Port=5432;Database=ledger", "ledger-db:5432")]
    [InlineData("Host=orders-db;Port=5432;Username=orders", "orders-db:5432")]
    [InlineData("host=orders-db port=5433 dbname=orders user=orders", "orders-db:5433")]
    [InlineData("host=db-0,db-1 port=5432,5433 dbname=orders", "db-0:5432 db-1:5433")]
    [InlineData("mysql:host=orders-db;port=3306;dbname=shop", "orders-db:3306")]
    [InlineData("cache:6379,password=pw,ssl=False,abortConnect=False", "cache:6379")]
    [InlineData("orders-db", "orders-db:")]
    [InlineData("10.0.0.7:5432", "")]
    [InlineData("12:30", "")]
    [InlineData("--max-old-space-size=512", "")]
    public void Read_FormOfAnAddress_GivesHostsAndPorts(string value, string endpoints) =>
        Assert.Equal(
            endpoints,
            string.Join(' ', ConnectionStrings.Read(value).Select(endpoint => $"{endpoint.Host}:{endpoint.Port}"))
        );
}
