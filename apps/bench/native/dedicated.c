/*
 * The topology of dedicated workers in plain C on libzmq: one message a task, no batching and no decoding. It is what the
 * hops themselves cost:
 *
 *   client DEALER -> ROUTER front, broker, PUSH -> PULL worker DEALER -> ROUTER results, broker, front -> client
 *
 * Usage: dedicated inproc|ipc DIRECTORY WORKERS. Each line on stdin, "IN_FLIGHT BYTES WARM_UP_MS MEASURE_MS", is a slice;
 * its answer is a line of JSON. The end of stdin is the end of the program.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

enum {
  endpoint_max = 256,
  workers_max = 64,
  /* Messages taken from one socket before the other has its turn. */
  budget = 100,
  /* Each power of two of nanoseconds has so many buckets: latencies are right to one in a hundred. */
  buckets_per_power = 64,
  bucket_count = 64 * buckets_per_power,
};

static void *context;
static const char *transport;
static const char *directory;
static int worker_count;

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, zmq_strerror(errno));
  exit(1);
}

static uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void endpoint_of(char *text, const char *name) {
  if (strcmp(transport, "inproc") == 0)
    snprintf(text, endpoint_max, "inproc://%s", name);
  else
    snprintf(text, endpoint_max, "ipc://%s/%s.ipc", directory, name);
}

static void *open_socket(int type) {
  void *socket = zmq_socket(context, type);
  if (socket == NULL) fail("socket");
  int none = 0;
  zmq_setsockopt(socket, ZMQ_SNDHWM, &none, sizeof none);
  zmq_setsockopt(socket, ZMQ_RCVHWM, &none, sizeof none);
  zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
  return socket;
}

static void *bound(int type, const char *name) {
  char endpoint[endpoint_max];
  endpoint_of(endpoint, name);
  void *socket = open_socket(type);
  if (zmq_bind(socket, endpoint) != 0) fail(endpoint);
  return socket;
}

static void *connected(int type, const char *name) {
  char endpoint[endpoint_max];
  endpoint_of(endpoint, name);
  void *socket = open_socket(type);
  if (zmq_connect(socket, endpoint) != 0) fail(endpoint);
  return socket;
}

static void lane_name(char *text, int index) { snprintf(text, 32, "lane-%d", index); }

/* The frames that are left of a message, as they are. */
static void forward_rest(void *from, void *to) {
  int more = 1;
  while (more) {
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    if (zmq_msg_recv(&frame, from, 0) < 0) fail("receive");
    more = zmq_msg_more(&frame);
    if (zmq_msg_send(&frame, to, more ? ZMQ_SNDMORE : 0) < 0) fail("send");
  }
}

/* 0 where nothing is there. */
static int take_first(void *from, zmq_msg_t *frame) {
  zmq_msg_init(frame);
  if (zmq_msg_recv(frame, from, ZMQ_DONTWAIT) >= 0) return 1;
  zmq_msg_close(frame);
  return 0;
}

static void hand_out(void *front, void **lanes) {
  static unsigned turn;
  zmq_msg_t sender;
  for (int taken = 0; taken < budget && take_first(front, &sender); taken++) {
    void *lane = lanes[turn++ % (unsigned)worker_count];
    if (zmq_msg_send(&sender, lane, ZMQ_SNDMORE) < 0) fail("send");
    forward_rest(front, lane);
  }
}

/* The first frame of a result names its worker; whoever asked comes behind it. */
static void hand_back(void *results, void *front) {
  zmq_msg_t worker;
  for (int taken = 0; taken < budget && take_first(results, &worker); taken++) {
    zmq_msg_close(&worker);
    forward_rest(results, front);
  }
}

static void *run_broker(void *ready) {
  void *front = bound(ZMQ_ROUTER, "front");
  void *results = bound(ZMQ_ROUTER, "results");
  void *lanes[workers_max];
  for (int index = 0; index < worker_count; index++) {
    char name[32];
    lane_name(name, index);
    lanes[index] = bound(ZMQ_PUSH, name);
  }
  pthread_barrier_wait(ready);
  zmq_pollitem_t items[] = {{front, 0, ZMQ_POLLIN, 0}, {results, 0, ZMQ_POLLIN, 0}};
  for (;;) {
    if (zmq_poll(items, 2, -1) < 0) fail("poll");
    if (items[0].revents) hand_out(front, lanes);
    if (items[1].revents) hand_back(results, front);
  }
  return NULL;
}

static void *run_worker(void *index) {
  char name[32];
  lane_name(name, (int)(intptr_t)index);
  void *pull = connected(ZMQ_PULL, name);
  void *dealer = connected(ZMQ_DEALER, "results");
  for (;;) forward_rest(pull, dealer);
  return NULL;
}

static uint64_t counts[bucket_count];

static unsigned bucket_of(uint64_t ns) {
  if (ns < buckets_per_power) return (unsigned)ns;
  unsigned power = 63u - (unsigned)__builtin_clzll(ns);
  return (power - 5u) * buckets_per_power + (unsigned)(ns >> (power - 6u)) % buckets_per_power;
}

/* The least value that falls into the bucket. */
static double value_of(unsigned bucket) {
  if (bucket < buckets_per_power) return bucket;
  unsigned power = bucket / buckets_per_power + 5u;
  return (double)((uint64_t)(buckets_per_power + bucket % buckets_per_power) << (power - 6u));
}

static double percentile_us(uint64_t total, double percentile) {
  double wanted = (double)total * percentile / 100;
  uint64_t seen = 0;
  for (unsigned bucket = 0; bucket < bucket_count; bucket++) {
    seen += counts[bucket];
    if ((double)seen >= wanted && seen > 0) return value_of(bucket) / 1000;
  }
  return 0;
}

/* The body begins with the time at which it left, by which its latency is known wherever it went. */
static void send_body(void *client, char *body, size_t bytes) {
  uint64_t now = now_ns();
  memcpy(body, &now, sizeof now);
  if (zmq_send(client, body, bytes, 0) < 0) fail("send");
}

static void run_slice(void *client, long in_flight, size_t bytes, long warm_up_ms, long measure_ms) {
  char *body = malloc(bytes);
  memset(body, 7, bytes);
  memset(counts, 0, sizeof counts);
  uint64_t measured_from = now_ns() + (uint64_t)warm_up_ms * 1000000u;
  uint64_t end = measured_from + (uint64_t)measure_ms * 1000000u;
  uint64_t measured = 0, in_all = 0;
  for (long sent = 0; sent < in_flight; sent++) send_body(client, body, bytes);
  for (long under_way = in_flight; under_way > 0;) {
    zmq_msg_t answer;
    zmq_msg_init(&answer);
    if (zmq_msg_recv(&answer, client, 0) < 0) fail("receive");
    uint64_t now = now_ns(), sent_at;
    memcpy(&sent_at, zmq_msg_data(&answer), sizeof sent_at);
    zmq_msg_close(&answer);
    in_all++;
    if (now >= measured_from && now < end) {
      measured++;
      counts[bucket_of(now - sent_at)]++;
    }
    if (now < end)
      send_body(client, body, bytes);
    else
      under_way--;
  }
  free(body);
  printf("{\"requests\":%llu,\"seconds\":%.6f,\"requestsInAll\":%llu,"
         "\"latencies\":{\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f}}\n",
         (unsigned long long)measured, (double)measure_ms / 1000, (unsigned long long)in_all,
         percentile_us(measured, 50), percentile_us(measured, 90), percentile_us(measured, 99),
         percentile_us(measured, 99.9));
  fflush(stdout);
}

static void start_thread(void *(*run)(void *), void *argument) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, argument) != 0) fail("thread");
  pthread_detach(thread);
}

int main(int argc, char **argv) {
  worker_count = argc == 4 ? atoi(argv[3]) : 0;
  if (worker_count < 1 || worker_count > workers_max) {
    fprintf(stderr, "usage: dedicated inproc|ipc DIRECTORY WORKERS, of these 1 to %d\n", workers_max);
    return 2;
  }
  transport = argv[1];
  directory = argv[2];
  context = zmq_ctx_new();
  pthread_barrier_t ready;
  pthread_barrier_init(&ready, NULL, 2);
  start_thread(run_broker, &ready);
  pthread_barrier_wait(&ready);
  for (intptr_t index = 0; index < worker_count; index++) start_thread(run_worker, (void *)index);
  void *client = connected(ZMQ_DEALER, "front");
  char line[128];
  while (fgets(line, sizeof line, stdin) != NULL) {
    long in_flight, bytes, warm_up_ms, measure_ms;
    if (sscanf(line, "%ld %ld %ld %ld", &in_flight, &bytes, &warm_up_ms, &measure_ms) != 4) return 2;
    if (in_flight < 1 || bytes < (long)sizeof(uint64_t)) return 2;
    run_slice(client, in_flight, (size_t)bytes, warm_up_ms, measure_ms);
  }
  /* Threads wait in their sockets: the process ends as it is. */
  _Exit(0);
}
