FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml .
COPY src src
COPY bpmn bpmn
COPY forms forms
RUN --mount=type=cache,target=/root/.m2 mvn -B -q package -Dmaven.test.skip -Dspotless.check.skip
RUN java -Djarmode=tools -jar target/withdrawal-desk.jar extract --layers --destination layers

FROM eclipse-temurin:17.0.19_10-jre-noble
RUN useradd --system --user-group --no-create-home desk
WORKDIR /desk
# What changes least comes first, so that a new version of the desk is a small layer on top of the old ones.
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
USER desk
EXPOSE 8080 8081
HEALTHCHECK --interval=15s --timeout=5s --start-period=90s \
  CMD wget -q -O /dev/null http://127.0.0.1:${DESK_MANAGEMENT_PORT:-8081}/actuator/health/liveness
# What is not heap: code, the buffers of a thousand connections, and the stacks of their threads.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-jar", "withdrawal-desk.jar"]
