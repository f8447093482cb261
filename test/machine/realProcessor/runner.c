/*
 * Executes single instructions on the processor of this computer, in a 32-bit process without a C library:
 *
 *     gcc -m32 -O1 -static -nostdlib -ffreestanding -fno-pic -fno-stack-protector -o runner runner.c
 *
 * Cases come on standard input, outcomes go to standard output (struct test_case, struct outcome below). Everything happens in one signal
 * handler: it notes how the last instruction ended, puts the next one and its registers in the signal's context, and returns into it with TF
 * set. The processor executes one instruction and traps, or faults: either way a signal comes, and the handler is called again.
 *
 *     0x40000000  code, one page: readable and executable; written through a second mapping
 *     0x50000000  data, two pages that can be written and one that cannot, filled with a pattern; what differs afterwards is reported
 *
 * Segments are made by modify_ldt, so that 16-bit code, limits and expand-down segments can be tried. If the kernel has no such call, the
 * greeting says so.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;

enum { READ = 3, WRITE = 4, KILL = 37, GETPID = 20, EXIT = 252, MODIFY_LDT = 123, MPROTECT = 125, RT_SIGACTION = 174, SIGALTSTACK = 186, MMAP2 = 192, MEMFD_CREATE = 356, FTRUNCATE = 93 };
enum { CODE = 0x40000000, CODE_ALIAS = 0x48000000, DATA = 0x50000000, PAGE = 4096, DATA_WORDS = 3 * PAGE / 4, WRITABLE_WORDS = 2 * PAGE / 4 };
enum { PATCHES = 4, NOP = 0x90, TRAP_FLAG = 0x100, DEBUG = 1 };

/* General registers are in the order of their numbers: EAX ECX EDX EBX ESP EBP ESI EDI; segments likewise: ES CS SS DS FS GS. */
struct state { u32 general[8], eip, eflags, segments[6]; };
struct patch { u32 offset, value; };
struct test_case {
  struct state state;
  u32 code_offset;          /* where in the code page the instruction is */
  u32 steps;                /* traps with EIP unchanged, after which a repeated instruction is left */
  struct patch patches[PATCHES]; /* words of the data that are set before; offset -1: none */
  u8 code[16];
};
struct outcome { u32 vector, error, cr2; struct state state; u32 changes; /* then as many struct patch */ };

struct context { /* struct sigcontext_32 of Linux */
  u32 gs, fs, es, ds, edi, esi, ebp, esp, ebx, edx, ecx, eax, trapno, err, eip, cs, eflags, esp_at_signal, ss, fpstate, oldmask, cr2;
};
struct user_context { u32 flags, link, stack[3]; struct context machine; u32 mask[2]; };
struct action { void *handler; u32 flags; void *restorer; u32 mask[2]; };
struct descriptor { u32 entry, base, limit, bits; };

static int call(int number, u32 a, u32 b, u32 c, u32 d, u32 e) {
  int result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
  return result;
}

/* The sixth argument of mmap, in EBP, is the offset in the file. */
static int map(u32 address, u32 length, u32 protection, u32 flags, u32 file) {
  int result;
  __asm__ volatile("push %%ebp\n xor %%ebp, %%ebp\n int $0x80\n pop %%ebp"
                   : "=a"(result) : "a"(MMAP2), "b"(address), "c"(length), "d"(protection), "S"(flags), "D"(file) : "memory");
  return result;
}

static void leave(int status) { call(EXIT, status, 0, 0, 0, 0); }

static u8 input[1 << 16], output[1 << 17];
static u32 input_at, input_end, output_end;

static void flush(void) {
  for (u32 at = 0; at < output_end;) {
    int written = call(WRITE, 1, (u32)output + at, output_end - at, 0, 0);
    if (written <= 0) leave(1);
    at += written;
  }
  output_end = 0;
}

static void put(const void *from, u32 length) {
  if (output_end + length > sizeof output) flush();
  for (u32 at = 0; at < length; at++) output[output_end++] = ((const u8 *)from)[at];
}

static void get(void *to, u32 length) {
  for (u32 at = 0; at < length;) {
    if (input_at == input_end) {
      flush();
      int got = call(READ, 0, (u32)input, sizeof input, 0, 0);
      if (got <= 0) leave(got < 0 || at > 0);
      input_at = 0;
      input_end = got;
    }
    ((u8 *)to)[at++] = input[input_at++];
  }
}

static u32 pattern(u32 word) {
  u32 mixed = (word + 1) * 0x9e3779b1u;
  return mixed ^ (mixed >> 15);
}

static struct test_case current;
static int is_first = 1;

static void state_of(const struct context *from, struct state *to) {
  *to = (struct state){{from->eax, from->ecx, from->edx, from->ebx, from->esp, from->ebp, from->esi, from->edi}, from->eip, from->eflags,
    {from->es & 0xffff, from->cs & 0xffff, from->ss & 0xffff, from->ds & 0xffff, from->fs & 0xffff, from->gs & 0xffff}};
}

static void report(const struct context *context) {
  static struct patch changes[WRITABLE_WORDS];
  struct outcome outcome = {.vector = context->trapno, .error = context->err, .cr2 = context->cr2};
  volatile u32 *data = (u32 *)DATA;
  state_of(context, &outcome.state);
  for (u32 word = 0; word < WRITABLE_WORDS; word++)
    if (data[word] != pattern(word)) {
      changes[outcome.changes++] = (struct patch){word * 4, data[word]};
      data[word] = pattern(word);
    }
  put(&outcome, sizeof outcome);
  put(changes, outcome.changes * sizeof *changes);
}

static void begin(struct context *to) {
  static u32 last_offset = 0;
  /* The kernel's way back leaves NT and ID as they are here. */
  __asm__ volatile("push $2\n popf" : : : "cc");
  u8 *code = (u8 *)CODE_ALIAS;
  get(&current, sizeof current);
  for (u32 at = 0; at < 16 && last_offset + at < PAGE; at++) code[last_offset + at] = NOP;
  for (u32 at = 0; at < 16 && current.code_offset + at < PAGE; at++) code[current.code_offset + at] = current.code[at];
  last_offset = current.code_offset;
  for (u32 at = 0; at < PATCHES; at++)
    if (current.patches[at].offset != -1u) *(u32 *)(DATA + current.patches[at].offset) = current.patches[at].value;
  const struct state *from = &current.state;
  const u32 *g = from->general, *s = from->segments;
  to->eax = g[0], to->ecx = g[1], to->edx = g[2], to->ebx = g[3], to->esp = g[4], to->ebp = g[5], to->esi = g[6], to->edi = g[7];
  to->es = s[0], to->cs = s[1], to->ss = s[2], to->ds = s[3], to->fs = s[4], to->gs = s[5];
  to->eip = from->eip, to->eflags = from->eflags | TRAP_FLAG, to->fpstate = 0;
}

static void handler(int signal, void *info, struct user_context *user) {
  struct context *context = &user->machine;
  (void)signal, (void)info;
  if (!is_first) {
    if (context->trapno == DEBUG && context->eip == current.state.eip && --current.steps > 0) return;
    report(context);
  }
  is_first = 0;
  begin(context);
}

__asm__("restorer: mov $173, %eax\n int $0x80");
extern void restorer(void);

/* Bits of struct user_desc. */
enum { BIG = 1, DATA_SEGMENT = 0 << 1, EXPAND_DOWN = 1 << 1, CODE_SEGMENT = 2 << 1, CONFORMING = 3 << 1, READ_EXECUTE_ONLY = 8, IN_PAGES = 16, ABSENT = 32, USABLE = 64 };

static const struct descriptor descriptors[] = {
  {0, DATA, 0xffff, BIG | DATA_SEGMENT},
  {1, DATA + 0x100, 0x0fff, BIG | DATA_SEGMENT},
  {2, DATA, 0x1fff, BIG | DATA_SEGMENT | READ_EXECUTE_ONLY},
  {3, DATA, 0x0fff, BIG | EXPAND_DOWN},
  {4, DATA, 0x0fff, EXPAND_DOWN},
  {5, CODE, 0xffff, BIG | CODE_SEGMENT},
  {6, CODE, 0xffff, CODE_SEGMENT},
  {7, DATA, 0xffff, DATA_SEGMENT},
  {8, CODE, 0x0fff, BIG | CODE_SEGMENT | READ_EXECUTE_ONLY},
  {9, DATA, 0xffff, BIG | DATA_SEGMENT | ABSENT},
  {10, CODE, 0x0fff, BIG | CONFORMING | ABSENT},
  {11, CODE, 0x0fff, BIG | CODE_SEGMENT | ABSENT},
  {12, 0, 0xfffff, BIG | DATA_SEGMENT | IN_PAGES},
};

static int make_segments(void) {
  for (u32 at = 0; at < sizeof descriptors / sizeof *descriptors; at++)
    if (call(MODIFY_LDT, 0x11, (u32)&descriptors[at], sizeof *descriptors, 0, 0) != 0) return 0;
  return 1;
}

static void make_memory(void) {
  enum { RW = 3, RX = 5, SHARED_FIXED = 0x11, PRIVATE_FIXED_ANONYMOUS = 0x32 };
  int file = call(MEMFD_CREATE, (u32) "code", 0, 0, 0, 0);
  if (file < 0 || call(FTRUNCATE, file, PAGE, 0, 0, 0) != 0) leave(2);
  if (map(CODE, PAGE, RX, SHARED_FIXED, file) != CODE) leave(2);
  if (map(CODE_ALIAS, PAGE, RW, SHARED_FIXED, file) != CODE_ALIAS) leave(2);
  if (map(DATA, 3 * PAGE, RW, PRIVATE_FIXED_ANONYMOUS, -1u) != DATA) leave(2);
  for (u32 at = 0; at < PAGE; at++) ((u8 *)CODE_ALIAS)[at] = NOP;
  for (u32 word = 0; word < DATA_WORDS; word++) ((u32 *)DATA)[word] = pattern(word);
  if (call(MPROTECT, DATA + 2 * PAGE, PAGE, 1, 0, 0) != 0) leave(2);
}

static u8 signal_stack[1 << 17];

void _start(void) {
  enum { SIGINFO_ONSTACK_RESTORER = 0x4 | 0x08000000 | 0x04000000, ILL = 4, TRAP = 5, BUS = 7, FPE = 8, USR1 = 10, SEGV = 11 };
  static const u8 signals[] = {ILL, TRAP, BUS, FPE, USR1, SEGV};
  u32 stack[3] = {(u32)signal_stack, 0, sizeof signal_stack};
  struct action action = {(void *)handler, SIGINFO_ONSTACK_RESTORER, (void *)restorer, {0, 0}};
  make_memory();
  u32 has_segments = make_segments();
  put(&has_segments, sizeof has_segments);
  call(SIGALTSTACK, (u32)stack, 0, 0, 0, 0);
  for (u32 at = 0; at < sizeof signals; at++) call(RT_SIGACTION, signals[at], (u32)&action, 0, 8, 0);
  call(KILL, call(GETPID, 0, 0, 0, 0, 0), USR1, 0, 0, 0);
  leave(3);
}
