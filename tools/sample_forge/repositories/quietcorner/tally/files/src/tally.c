#include <stdio.h>

int main(void)
{
    unsigned long lines = 0;
    int c;

    while ((c = getchar()) != EOF)
        lines += c == '\n';
    printf("%lu\n", lines);
    return 0;
}
